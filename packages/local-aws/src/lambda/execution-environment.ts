import { type ChildProcess, spawn } from 'node:child_process';
import { execPath } from 'node:process';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atExit } from '../at-exit.ts';
import type { Invocation } from './invoker.ts';
import { RuntimeApi, type RuntimeInvocation } from './runtime-api.ts';
import { traceIdOf } from './trace-header.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_SECONDS = 10;
const MILLISECONDS_PER_SECOND = 1_000;

/** The runtime requested an invocation, so the earlier phase succeeded. */
const READY: Invocation = { payload: null };

const CLIENT = fileURLToPath(new URL('./runtime/client.mjs', import.meta.url));

/** Everything that is needed to start a process. */
export interface Launch {
  readonly taskRoot: string;
  readonly timeoutSeconds: number;
  /** The environment of the process, without AWS_LAMBDA_RUNTIME_API. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the runtime client reads in addition to the environment. */
  readonly client: Readonly<Record<string, string | undefined>>;
  /** Receives each line that the process writes. */
  readonly onLine: (line: string) => void;
}

/**
 * One process of a function. It handles one invocation at a time.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class ExecutionEnvironment {
  readonly #launch: Launch;
  readonly #api: RuntimeApi;
  readonly #initialization: Promise<Invocation>;
  #started: Promise<void> = Promise.resolve();
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #ended = false;
  #requestId = '';
  #traceId: string | undefined;
  #settle: (outcome: Invocation) => void = () => undefined;

  constructor(launch: Launch) {
    this.#launch = launch;
    this.#api = new RuntimeApi({
      next: () => this.#answer('', READY),
      response: (requestId, body) => this.#answer(requestId, { payload: parse(body) }),
      error: (requestId, body) =>
        this.#answer(requestId, { payload: parse(body), functionError: 'Unhandled' }),
      initError: (body) => this.#end({ payload: parse(body), functionError: 'Unhandled' }),
    });
    this.#initialization = this.#outcome(INIT_TIMEOUT_SECONDS, 'Initialization', () => {
      this.#started = this.#start().catch((error: Error) => this.#end(this.#fault(error.message)));
    });
  }

  /** Whether the process can take another invocation. */
  get alive(): boolean {
    return !this.#ended;
  }

  /** The trace id of the current invocation, or undefined between invocations. */
  get traceId(): string | undefined {
    return this.#traceId;
  }

  /** Resolves when the handler is loaded, or to the error if it cannot be loaded. */
  initialize(): Promise<Invocation> {
    return this.#initialization;
  }

  /**
   * Call it only after `initialize` succeeded, and one call at a time. Resolves when the runtime is ready for another
   * invocation or has ended. A process that reports an error and then exits must not count as idle.
   */
  async invoke(invocation: Omit<RuntimeInvocation, 'deadline'>): Promise<Invocation> {
    this.#requestId = invocation.requestId;
    this.#traceId = traceIdOf(invocation.traceHeader);
    if (this.#ended) {
      return this.#fault('Runtime exited');
    }
    const { timeoutSeconds } = this.#launch;
    const deadline = Date.now() + timeoutSeconds * MILLISECONDS_PER_SECOND;
    const outcome = await this.#outcome(timeoutSeconds, 'Task', () =>
      this.#api.sendInvocation({ ...invocation, deadline }),
    );
    this.#requestId = '';
    this.#traceId = undefined;
    if (this.#ended) {
      // The last output of the process is read in the same turn of the event loop as its end.
      await nextTurn();
    } else {
      await this.#outcome(timeoutSeconds, 'Return', () => undefined);
    }
    return outcome;
  }

  /** Ends the process as if it had crashed. The current invocation ends with Runtime.ExitError. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Kills the process and waits for its end. The current invocation ends with Runtime.ExitError. */
  async stop(): Promise<void> {
    this.#end(this.#fault('Runtime was stopped'));
    await this.#started;
    await this.#exited;
    await this.#api.close();
  }

  async #start(): Promise<void> {
    const address = await this.#api.start();
    if (this.#ended) {
      return;
    }
    const { taskRoot, variables, client, onLine } = this.#launch;
    const launch = JSON.stringify({ ...client, taskRoot, runtimeApi: address });
    const child = spawn(execPath, [CLIENT, launch], {
      cwd: taskRoot,
      env: { ...variables, AWS_LAMBDA_RUNTIME_API: address },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const cancel = atExit(() => child.kill('SIGKILL'));
    readLines(child.stdout, onLine);
    readLines(child.stderr, onLine);
    this.#exited = new Promise((resolve) => {
      const ended = (reason: string) => {
        cancel();
        this.#end(this.#fault(`Runtime exited with error: ${reason}`));
        resolve();
      };
      child.once('error', (error) => ended(error.message));
      child.once('exit', (code, signal) =>
        ended(signal ? `signal: ${signal}` : `exit status ${code}`),
      );
    });
  }

  /** Runs `begin`, and resolves when the runtime answers, ends or exceeds the time limit. */
  #outcome(seconds: number, phase: string, begin: () => void): Promise<Invocation> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const message = `${phase} timed out after ${seconds.toFixed(2)} seconds`;
        this.#end(this.#fault(message, 'Sandbox.Timedout'));
      }, seconds * MILLISECONDS_PER_SECOND);
      this.#settle = (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      begin();
    });
  }

  #answer(requestId: string, outcome: Invocation): void {
    if (requestId === this.#requestId) {
      this.#settle(outcome);
    }
  }

  #end(outcome: Invocation): void {
    this.#ended = true;
    this.kill();
    this.#settle(outcome);
  }

  #fault(message: string, errorType = 'Runtime.ExitError'): Invocation {
    const id = this.#requestId;
    const errorMessage = id ? `RequestId: ${id} Error: ${message}` : message;
    return { payload: { errorType, errorMessage }, functionError: 'Unhandled' };
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream.on('end', () => rest && onLine(rest));
}
