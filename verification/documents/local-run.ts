import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Workspace } from './workspace.ts';

/** On a busy machine, the synthesis alone can take a minute. */
const START_MAX_MILLISECONDS = 180_000;

const STOP_MAX_MILLISECONDS = 60_000;

/** `npm start` prints these words when the broker runs, and then how to use it. */
const RUNS = 'Ctrl-C stops it';

/** If `npm start` then prints nothing for this long, its output is complete. */
const QUIET_MILLISECONDS = 3_000;

/** The broker, started with the command of the README. */
export class LocalRun {
  readonly #process: ChildProcess;
  #output = '';
  #lastOutputAt = Number.POSITIVE_INFINITY;

  private constructor(workspace: Workspace) {
    this.#process = spawn('npm', ['start', '--silent', '--', '--port', '0'], {
      cwd: workspace.folder,
      env: workspace.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group, so that it ends with all that npm starts.
      detached: true,
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        if (this.#output.includes(RUNS)) {
          this.#lastOutputAt = performance.now();
        }
      });
    }
  }

  /** @throws Error with the output if the broker does not start */
  static async start(workspace: Workspace): Promise<LocalRun> {
    const run = new LocalRun(workspace);
    const deadline = performance.now() + START_MAX_MILLISECONDS;
    while (performance.now() - run.#lastOutputAt < QUIET_MILLISECONDS) {
      if (run.#process.exitCode !== null || performance.now() > deadline) {
        await run.stop();
        throw new Error(`npm start failed:\n${run.#output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    workspace.saveLocalRun();
    return run;
  }

  get output(): string {
    return this.#output;
  }

  /** Kills npm. @returns whether the broker also ended */
  async stop(): Promise<boolean> {
    const { pid } = this.#process;
    if (pid === undefined || this.#process.exitCode !== null) {
      return true;
    }
    this.#process.kill('SIGKILL');
    // The pipes close after the last process that npm started has ended.
    const ended = await once(this.#process, 'close', {
      signal: AbortSignal.timeout(STOP_MAX_MILLISECONDS),
    }).then(
      () => true,
      () => false,
    );
    if (!ended) {
      process.kill(-pid, 'SIGTERM');
    }
    return ended;
  }
}
