/**
 * `refused`: AWS does nothing and says so. `answer lost`: AWS does it and the function learns of a failure.
 * `crash`: AWS does it and the function is no more.
 */
export const FAULTS = ['refused', 'answer lost', 'crash'] as const;

export interface Fault {
  /** Of the calls from now on, from 1. */
  readonly atCall: number;
  readonly kind: (typeof FAULTS)[number];
}

/** AWS calls of a function, one of which may meet a fault. */
export class FaultyCalls {
  readonly #onDone: () => void;
  #fault: Fault | undefined;
  #calls = 0;
  #crashed = false;

  /** @param onDone called after each call that AWS has done */
  constructor(onDone: () => void) {
    this.#onDone = onDone;
  }

  /** Counts calls anew. */
  setFault(fault: Fault | undefined): void {
    this.#fault = fault;
    this.#calls = 0;
  }

  /** Whether the fault that was set has come. */
  get faultCame(): boolean {
    return this.#fault !== undefined && this.#calls >= this.#fault.atCall;
  }

  /** A new process of the function. */
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
