import { parseArgs } from 'node:util';

/**
 * Ends the process after `--help`, which prints the usage, and after an option that the program does not have.
 *
 * @returns the other arguments
 */
export function showHelp(usage: string): readonly string[] {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', default: false } },
    });
    if (!values.help) {
      return positionals;
    }
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}
