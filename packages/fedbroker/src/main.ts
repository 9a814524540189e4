import { EXIT } from './failure.ts';
import { processHost } from './process-host.ts';
import { run } from './run-command.ts';

/** The bundler puts in package.json's. */
declare const FEDBROKER_VERSION: string;

async function main(): Promise<void> {
  // Should nothing be left to wait for before the end, that is no success.
  process.exitCode = EXIT.failed;
  const exitCode = await run(process.argv.slice(2), processHost(FEDBROKER_VERSION));
  // All is written; what a credential provider still waits for is of no use any more.
  process.exit(exitCode);
}

void main();
