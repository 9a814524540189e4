import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type Command, outcomeOf } from './command.ts';

/** A client that lists a prefix. The client itself gets the credentials. */
export interface Lister {
  /** @returns `ok` and the first key, or `error` and the message that a user sees */
  list(prefix: string): Promise<string>;
  close(): Promise<void>;
}

/** Runs a program in `programs/`. One process does all listings. */
export class ProgramLister implements Lister {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  constructor(command: Command, env: NodeJS.ProcessEnv) {
    // Joins standard output and standard error in order, because the message of a `credential_process` precedes the SDK's.
    this.#child = spawn('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async list(prefix: string): Promise<string> {
    this.#child.stdin.write(`${prefix}\n`);
    const said: string[] = [];
    for (;;) {
      const { value: line, done } = await this.#lines.next();
      if (done === true) {
        return `error the program ended: ${said.join(' ')}`;
      }
      if (line.startsWith('ok ')) {
        return line;
      }
      if (line.startsWith('error ')) {
        return [line, ...said].join(' ');
      }
      said.push(line);
    }
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    await ended;
  }
}

/** Starts a new command for each listing. The command prints the first key. */
export class CommandLister implements Lister {
  readonly #commandFor: (prefix: string) => Command;
  readonly #env: NodeJS.ProcessEnv;

  constructor(commandFor: (prefix: string) => Command, env: NodeJS.ProcessEnv) {
    this.#commandFor = commandFor;
    this.#env = env;
  }

  async list(prefix: string): Promise<string> {
    const { succeeded, output } = await outcomeOf(this.#commandFor(prefix), this.#env);
    return `${succeeded ? 'ok' : 'error'} ${output.trim()}`;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
