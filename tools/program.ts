import { constants } from 'node:os';
import { parseArgs } from 'node:util';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program's main function. If it throws an error, prints only the message and exits with code 1, even if servers that the
 * program has started still run.
 */
export async function runProgram(
  main: (args: readonly string[]) => Promise<void> | void,
): Promise<void> {
  // The AWS SDK's warning about old Node.js versions is for developers, not for a person who runs a program.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  for (const signal of SIGNALS) {
    process.on(signal, exitUnlessHandled);
  }
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    // process.exit() discards output that is not yet written to a pipe.
    await Promise.all([process.stdout, process.stderr].map(written));
    process.exit(1);
  }
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

/** Exits if the program does not handle the signal itself. By default, a signal ends the process without the event `exit`. */
function exitUnlessHandled(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) {
    // What shells return for a program that a signal ended.
    process.exit(128 + constants.signals[signal]);
  }
}

export interface ProgramArguments {
  /** The names of the options that the user gave, without `--`. */
  readonly flags: ReadonlySet<string>;
  readonly words: readonly string[];
}

/**
 * Reads the arguments of a program that has only flags. For `--help`, prints the usage and ends the process. For an unknown
 * argument, prints the error and ends the process.
 *
 * @param flags the names of the program's options, without `--`
 * @param takesWords whether the program accepts arguments that are not options
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
