import { parseArgs } from 'node:util';
import { readDeployment } from '../lib/deployment.ts';
import { PORTAL_CORS_HELP, portalCorsText } from './portal-cors/portal-cors.ts';
import { runProgram } from './program.ts';

const USAGE = `Prints the CORS rules that the portal needs on each bucket of its grants, and the commands that set them.

Usage: npm run portal-cors -- [URL] [options]

${PORTAL_CORS_HELP}
  --config FILE  the configuration of the deployment (default federation-broker.json)
  --help         show this help
`;

await runProgram((args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      config: { type: 'string', default: 'federation-broker.json' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { configuration, grants } = readDeployment(values.config);
  console.log(
    portalCorsText(
      { authentication: configuration.authentication, grants: grants.parsed },
      { name: values.name, urls: positionals },
    ),
  );
});
