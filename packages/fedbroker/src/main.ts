import { EXIT } from './failure.ts';
import { processHost } from './process-host.ts';
import { run } from './run-command.ts';

/** The bundler inserts the version of package.json. */
declare const FEDBROKER_VERSION: string;

async function main(): Promise<void> {
  // If Node.js exits early because nothing is left to wait for, that is a failure.
  process.exitCode = EXIT.failed;
  const exitCode = await run(process.argv.slice(2), processHost(FEDBROKER_VERSION));
  // All output is written. A credential provider may still have a timer or a connection, which would delay the exit.
  process.exit(exitCode);
}

void main();
