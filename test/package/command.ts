import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The longest is an installation from a slow registry. */
const TIMEOUT_MS = 300_000;

const OUTPUT_MAX_BYTES = 16 * 1024 * 1024;

export interface Outcome {
  readonly succeeded: boolean;
  readonly stdout: string;
  /** What it wrote to both streams, or why it failed if it wrote nothing. */
  readonly output: string;
}

/** Runs a command as a person would in this folder: without the environment variables that npm sets for its scripts. */
export async function outcomeOf(
  command: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const [file = '', ...args] = command;
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  const env = { ...Object.fromEntries(inherited), ...variables };
  return run(file, args, { cwd, env, timeout: TIMEOUT_MS, maxBuffer: OUTPUT_MAX_BYTES }).then(
    ({ stdout, stderr }) => ({ succeeded: true, stdout, output: stdout + stderr }),
    ({ stdout = '', stderr = '', message }) => ({
      succeeded: false,
      stdout,
      output: stdout + stderr || String(message),
    }),
  );
}
