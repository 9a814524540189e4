import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The longest is an installation from a slow registry. */
const TIMEOUT_MS = 300_000;

const OUTPUT_MAX_BYTES = 16 * 1024 * 1024;

export interface Outcome {
  readonly succeeded: boolean;
  readonly stdout: string;
  /** Standard output and standard error or, if both are empty, the reason why the command failed. */
  readonly output: string;
}

/** Runs a command in this folder without the environment variables that npm sets for its scripts, as from a shell. */
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
