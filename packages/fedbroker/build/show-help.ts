import { parseArgs } from 'node:util';

/**
 * Reads the arguments of the program. With `--help`, prints the usage and ends the process. With an unknown option,
 * prints the error and ends the process.
 *
 * @returns the arguments that are not options
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
