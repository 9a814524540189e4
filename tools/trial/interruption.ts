import { onRunnerExit } from '../local/runner-exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The exit code after Ctrl-C: 128 plus the number of SIGINT. */
const INTERRUPTED = 130;

/**
 * Handles Ctrl-C. After the first Ctrl-C, the trial finishes the current step and deletes everything. After the second, the
 * trial ends at once.
 */
export class Interruption {
  #isRequested = false;
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
    for (const signal of SIGNALS) {
      process.on(signal, this.#request);
    }
    onRunnerExit(this.#request);
  }

  get isRequested(): boolean {
    return this.#isRequested;
  }

  close(): void {
    for (const signal of SIGNALS) {
      process.off(signal, this.#request);
    }
  }

  readonly #request = () => {
    if (this.#isRequested) {
      this.#print('Stopped. Run npm run trial with --clean to delete what is left.');
      process.exit(INTERRUPTED);
    }
    this.#isRequested = true;
    this.#print(
      'Interrupted. The trial finishes this step, then deletes everything. Press Ctrl-C again to stop at once.',
    );
  };
}
