import { onRunnerExit } from '../local/runner-exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Exit code after Ctrl-C: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/** Ctrl-C, once: the trial finishes its step and deletes everything. Twice: it ends at once. */
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
    this.#print('Interrupted. This step ends, then everything is deleted. Once more ends at once.');
  };
}
