import { type Invocation, parseCommandLine } from './command-line.ts';
import type { CommandName } from './command-table.ts';
import { codeOf, EXIT, type ExitCode, Failure } from './failure.ts';
import { type Host, ReaderGone } from './host.ts';
import { visible } from './terminal-text.ts';

type Command = (invocation: Invocation, host: Host) => Promise<ExitCode>;

/** SDKs start this program often, and mostly for cached credentials. So each command is loaded only when it is called. */
const LOADERS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  credentials: async () => (await import('./commands/credentials.ts')).credentials,
  ls: async () => (await import('./commands/list.ts')).list,
  grants: async () => (await import('./commands/grants.ts')).grants,
  explain: async () => (await import('./commands/explain.ts')).explain,
  console: async () => (await import('./commands/open-console.ts')).openConsole,
  config: async () => (await import('./commands/config.ts')).config,
  login: async () => (await import('./commands/login.ts')).login,
  logout: async () => (await import('./commands/logout.ts')).logout,
  completion: async () => (await import('./commands/completion.ts')).completion,
};

/** Runs a command line. Every failure is one line on stderr. */
export async function run(args: readonly string[], host: Host): Promise<ExitCode> {
  try {
    return await dispatch(args, host);
  } catch (error) {
    if (error instanceof ReaderGone) {
      return EXIT.done;
    }
    // The message of an unexpected error may quote a secret. Its code does not.
    const failure =
      error instanceof Failure
        ? error
        : new Failure('failed', `failed unexpectedly (${codeOf(error)})`);
    await host.stderr.write(`fedbroker: ${visible(failure.message)}\n`).catch(() => undefined);
    return failure.exitCode;
  }
}

async function dispatch(args: readonly string[], host: Host): Promise<ExitCode> {
  const parsed = parseCommandLine(args);
  if (parsed.kind === 'run') {
    const command = await LOADERS[parsed.invocation.command]();
    return command(parsed.invocation, host);
  }
  if (parsed.kind === 'version') {
    await host.stdout.write(`${host.version}\n`);
  } else {
    const { commandUsage, generalUsage } = await import('./usage.ts');
    await host.stdout.write(
      parsed.command === undefined ? generalUsage() : commandUsage(parsed.command),
    );
  }
  return EXIT.done;
}
