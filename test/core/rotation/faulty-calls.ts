/**
 * `refused`: AWS does nothing and answers with an error. `answer lost`: AWS performs the call, but the function gets an error.
 * `crash`: AWS performs the call, and the function ends.
 */
export const FAULTS = ['refused', 'answer lost', 'crash'] as const;

export interface Fault {
  /** The number of the call. The next one is 1. */
  readonly atCall: number;
  readonly kind: (typeof FAULTS)[number];
}

/** The AWS calls of a function. A test can make one of them fail. */
export class FaultyCalls {
  readonly #onDone: () => void;
  #fault: Fault | undefined;
  #calls = 0;
  #crashed = false;

  /** @param onDone called after each call that AWS performed */
  constructor(onDone: () => void) {
    this.#onDone = onDone;
  }

  /** Restarts the count of calls. */
  setFault(fault: Fault | undefined): void {
    this.#fault = fault;
    this.#calls = 0;
  }

  /** Whether the planned fault has occurred. */
  get faultCame(): boolean {
    return this.#fault !== undefined && this.#calls >= this.#fault.atCall;
  }

  /** Continues with a new process of the function. */
  restart(): void {
    this.#crashed = false;
  }

  async call<T>(act: () => T): Promise<T> {
    this.dieIfCrashed();
    this.#calls += 1;
    const fault = this.#calls === this.#fault?.atCall ? this.#fault.kind : undefined;
    if (fault === 'refused') {
      throw new Error('InternalServiceError');
    }
    this.#crashed = fault === 'crash';
    const answer = act();
    this.#onDone();
    this.dieIfCrashed();
    if (fault === 'answer lost') {
      throw new Error('TimeoutError');
    }
    return answer;
  }

  dieIfCrashed(): void {
    if (this.#crashed) {
      throw new Error('The function has crashed.');
    }
  }
}
