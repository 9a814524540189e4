import { parseArgs } from 'node:util';

/** Runs a program's main function. If it throws an error, prints only the message and exits with code 1. */
export async function runProgram(
  main: (args: readonly string[]) => Promise<void> | void,
): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

export interface ProgramArguments {
  /** The options that are given, without `--`. */
  readonly flags: ReadonlySet<string>;
  readonly words: readonly string[];
}

/**
 * Reads the arguments of a program with few options. Ends the process after `--help`, which prints the usage, and after an
 * argument that the program does not have.
 *
 * @param flags the options without `--`
 * @param takesWords whether arguments that are no options are allowed
 */
export function programArguments(
  usage: string,
  { flags = [], takesWords = false }: { flags?: readonly string[]; takesWords?: boolean } = {},
): ProgramArguments {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: takesWords,
      options: Object.fromEntries(['help', ...flags].map((name) => [name, { type: 'boolean' }])),
    });
    if (values.help === undefined) {
      return { flags: new Set(Object.keys(values)), words: positionals };
    }
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
