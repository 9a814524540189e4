import type { Host } from './host.ts';

/** Carriage return and "erase in line". */
const CLEAR_LINE = '\r\u001b[K';

/** How many keys there are so far, for a person who watches; nobody else's stderr is written to. */
export class Progress {
  readonly #host: Host;
  readonly #isWatched: boolean;

  constructor(host: Host, isWatched: boolean) {
    this.#host = host;
    this.#isWatched = isWatched && host.stderr.isTerminal;
  }

  async show(keys: number): Promise<void> {
    if (this.#isWatched) {
      const count = keys.toLocaleString('en-US');
      await this.#host.stderr.write(`${CLEAR_LINE}fedbroker: ${count} keys`);
    }
  }

  async clear(): Promise<void> {
    if (this.#isWatched) {
      await this.#host.stderr.write(CLEAR_LINE);
    }
  }
}
