export type Print = (line: string) => void;

/** Says each check's outcome as it comes, and counts. */
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

  /** @param found what a failed check found instead */
  check(what: string, asExpected: boolean, found: string): void {
    this.#print(asExpected ? `ok       ${what}` : `FAILED   ${what}: ${found.trim()}`);
    if (asExpected) {
      this.#passed += 1;
    } else {
      this.#failed += 1;
    }
  }

  /** @param checks how many are left out */
  skip(what: string, reason: string, checks: number): void {
    this.#print(`SKIPPED  ${what}: ${reason}`);
    this.#skipped += checks;
  }

  /** The last line, which CI reads. */
  summary(): string {
    return `${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`;
  }
}
