/** The end of a function's process that a test has planned for when AWS has done so many more of its calls. */
export class PlannedCrash {
  #callsLeft: number;
  #happened = false;

  /** Throws RangeError unless `calls` is 1 or more. */
  constructor(calls: number) {
    if (!Number.isInteger(calls) || calls < 1) {
      throw new RangeError(`A function can crash after 1 call or more, not after ${calls}.`);
    }
    this.#callsLeft = calls;
  }

  get happened(): boolean {
    return this.#happened;
  }

  /** A crash that has happened stays so. */
  cancel(): void {
    this.#callsLeft = 0;
  }

  /** Counts a call that AWS has done. Returns true once: the process is to end now. */
  countCall(): boolean {
    if (this.#callsLeft === 0) {
      return false;
    }
    this.#callsLeft -= 1;
    this.#happened = this.#callsLeft === 0;
    return this.#happened;
  }
}
