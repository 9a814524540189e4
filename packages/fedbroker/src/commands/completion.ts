import { COMPLETION_SCRIPTS } from '../completion-scripts.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import type { Host } from '../host.ts';
import type { Invocation } from '../options.ts';

/** Prints the script for a shell. */
export async function completion({ operand }: Invocation, { stdout }: Host): Promise<ExitCode> {
  await stdout.write(COMPLETION_SCRIPTS[operand] ?? '');
  return EXIT.done;
}
