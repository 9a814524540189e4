export type Print = (line: string) => void;

/** Prints the outcome of each check, and counts the outcomes. */
export class Report {
  readonly #print: Print;
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  constructor(print: Print) {
    this.#print = print;
  }

  get failed(): number {
    return this.#failed;
  }

  /** @param found the observation, which is printed if the check failed */
  check(what: string, asExpected: boolean, found: string): void {
    this.#print(asExpected ? `ok       ${what}` : `FAILED   ${what}: ${found.trim()}`);
    if (asExpected) {
      this.#passed += 1;
    } else {
      this.#failed += 1;
    }
  }

  /** @param checks the number of skipped checks */
  skip(what: string, reason: string, checks: number): void {
    this.#print(`SKIPPED  ${what}: ${reason}`);
    this.#skipped += checks;
  }

  /** Returns the last line of the output, which `.ci/run` reads. */
  summary(): string {
    return `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`;
  }
}
