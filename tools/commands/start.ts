import { existsSync } from 'node:fs';
import path from 'node:path';
import { readBroker } from '../assembly/synthesized-broker.ts';
import { requireFolders } from '../local/bucket-files.ts';
import { STATE_DIRECTORY } from '../local/client-files.ts';
import { parseAssemblyArguments, RUN_OPTIONS_HELP } from '../local/options.ts';
import { runBroker } from '../local/run-broker.ts';
import { serve } from '../local/serve.ts';

const USAGE = `Runs the broker of a CDK app on this machine: deploys it to a local AWS, on loopback only. Reads the
output of "npx cdk synth". The rest of the app is not deployed.

Usage: npx federation-broker start [options]

${RUN_OPTIONS_HELP}
  --assembly FOLDER      the output of "npx cdk synth" (default cdk.out)
  --broker PATH          the construct path of the broker, if the app has several
  --help                 show this help
`;

/** Runs until a signal stops the program. */
export async function start(args: readonly string[]): Promise<void> {
  const { assembly, brokerPath, port, buckets, help } = parseAssemblyArguments(args);
  if (help) {
    console.log(USAGE);
    return;
  }
  requireFolders(buckets);
  const broker = await runBroker(readBroker(assembly, brokerPath), {
    port,
    onWarning: (message) => console.error(`warning: ${message}`),
    onStep: (step) => console.log(`${step} …`),
    stateDirectory: STATE_DIRECTORY,
  });
  const hasClient = existsSync(path.resolve('node_modules/.bin/fedbroker'));
  await serve(broker, buckets, { client: hasClient ? 'npx fedbroker' : undefined });
}
