/** A crash of a function's process that a test planned for after a number of calls to AWS. */
export class PlannedCrash {
  #callsLeft: number;
  #happened = false;

  /** Throws RangeError unless `calls` is 1 or more. */
  constructor(calls: number) {
    if (!Number.isInteger(calls) || calls < 1) {
      throw new RangeError(`calls must be 1 or more: ${calls}`);
    }
    this.#callsLeft = calls;
  }

  get happened(): boolean {
    return this.#happened;
  }

  /** Has no effect after the crash. */
  cancel(): void {
    this.#callsLeft = 0;
  }

  /** Counts a call that AWS completed. Returns true once, when the process must end. */
  countCall(): boolean {
    if (this.#callsLeft === 0) {
      return false;
    }
    this.#callsLeft -= 1;
    this.#happened = this.#callsLeft === 0;
    return this.#happened;
  }
}
