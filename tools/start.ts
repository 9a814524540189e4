import { bundleClient } from '../packages/fedbroker/build/bundle.ts';
import { requireFolders } from './local/bucket-files.ts';
import { STATE_DIRECTORY } from './local/client-files.ts';
import { parseStartArguments, RUN_OPTIONS_HELP } from './local/options.ts';
import { runConfiguration } from './local/run-configuration.ts';
import { runProgram } from './program.ts';

const USAGE = `Runs the broker on this machine: deploys the synthesized stack to a local AWS, on loopback only.

Usage: npm start -- [options]

${RUN_OPTIONS_HELP}
  --config FILE          the configuration of the deployment to run (default sample/federation-broker.json)
  --demo                 make one series of sample requests, and exit with 1 when one has an unexpected outcome
  --help                 show this help
`;

const CLIENT = 'packages/fedbroker/dist/fedbroker.js';

async function main(args: readonly string[]): Promise<void> {
  const { configurationPath, port, buckets, demo, help } = parseStartArguments(args);
  if (help) {
    console.log(USAGE);
    return;
  }
  requireFolders(buckets);
  const [broker, { fillBuckets, serve }] = await Promise.all([
    runConfiguration(configurationPath, {
      port,
      onWarning: (message) => console.error(`warning: ${message}`),
      onStep: (step) => console.log(`${step} …`),
      stateDirectory: STATE_DIRECTORY,
    }),
    // During the synthesis, this loads what a running broker needs, and builds the client for the printed commands.
    import('./local/serve.ts'),
    demo ? undefined : bundleClient(CLIENT),
  ]);
  if (!demo) {
    await serve(broker, buckets, { client: `node ${CLIENT}`, configurationPath });
    return;
  }
  const { runDemo } = await import('./local/demo.ts');
  try {
    fillBuckets(broker, buckets);
    process.exitCode = (await runDemo(broker, console.log)) === 0 ? 0 : 1;
  } finally {
    await broker.close();
  }
}

await runProgram(main);
