import { parseArgs } from 'node:util';
import { readBroker } from '../assembly/synthesized-broker.ts';
import { PORTAL_CORS_HELP, portalCorsText } from '../portal-cors/portal-cors.ts';

const USAGE = `Prints the CORS rules that the portal needs on each bucket of its grants, and the commands that set them.
Reads the output of "npx cdk synth".

Usage: npx federation-broker portal-cors [URL] [options]

${PORTAL_CORS_HELP}
  --assembly FOLDER  the output of "npx cdk synth" (default cdk.out)
  --broker PATH      the construct path of the broker, if the app has several
  --help             show this help
`;

export function portalCors(args: readonly string[]): void {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      assembly: { type: 'string', default: 'cdk.out' },
      broker: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { metadata, grants } = readBroker(values.assembly, values.broker);
  console.log(
    portalCorsText(
      { authentication: metadata.authentication, grants },
      { name: values.name, urls: positionals },
    ),
  );
}
