import type { CommandName } from './command-table.ts';
import { codeOf, EXIT, type ExitCode, Failure } from './failure.ts';
import { type Host, ReaderGone } from './host.ts';
import { type Invocation, parseOptions } from './options.ts';
import { visible } from './terminal-text.ts';

type Command = (invocation: Invocation, host: Host) => Promise<ExitCode>;

/** Each is loaded when it is called: SDKs start this program often, for cached credentials. */
const LOADERS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  credentials: async () => (await import('./commands/credentials.ts')).credentials,
  ls: async () => (await import('./commands/list.ts')).list,
  grants: async () => (await import('./commands/grants.ts')).grants,
  explain: async () => (await import('./commands/explain.ts')).explain,
  console: async () => (await import('./commands/open-console.ts')).openConsole,
  completion: async () => (await import('./commands/completion.ts')).completion,
};

/** Does what the command line says. Every failure is one line on stderr. */
export async function run(args: readonly string[], host: Host): Promise<ExitCode> {
  try {
    return await fulfil(args, host);
  } catch (error) {
    if (error instanceof ReaderGone) {
      return EXIT.done;
    }
    // What a stranger's error says may quote a secret; its code does not.
    const failure =
      error instanceof Failure
        ? error
        : new Failure('failed', `failed unexpectedly (${codeOf(error)})`);
    await host.stderr.write(`fedbroker: ${visible(failure.message)}\n`).catch(() => undefined);
    return failure.exitCode;
  }
}

async function fulfil(args: readonly string[], host: Host): Promise<ExitCode> {
  const wish = parseOptions(args);
  if (wish.kind === 'run') {
    const command = await LOADERS[wish.invocation.command]();
    return command(wish.invocation, host);
  }
  if (wish.kind === 'version') {
    await host.stdout.write(`${host.version}\n`);
  } else {
    const { commandUsage, generalUsage } = await import('./usage.ts');
    await host.stdout.write(
      wish.command === undefined ? generalUsage() : commandUsage(wish.command),
    );
  }
  return EXIT.done;
}
