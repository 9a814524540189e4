import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TIMEOUT_MS = 30_000;

export type Command = readonly string[];

export interface Outcome {
  readonly succeeded: boolean;
  /** The text of standard output and standard error or, if both are empty, the reason why the command failed. */
  readonly output: string;
}

export async function outcomeOf(
  command: Command,
  env: NodeJS.ProcessEnv,
  timeout = TIMEOUT_MS,
): Promise<Outcome> {
  const [file = '', ...args] = command;
  return run(file, args, { env, timeout }).then(
    ({ stdout, stderr }) => ({ succeeded: true, output: stdout + stderr }),
    ({ stdout = '', stderr = '', message }) => ({
      succeeded: false,
      output: stdout + stderr || message,
    }),
  );
}
