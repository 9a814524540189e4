import type { Report } from './report.ts';

const CELL_WIDTH = 9;

/** Collects the results of checks by client and stage, and prints them as a table at the end. */
export class Matrix {
  readonly #stages: readonly string[];
  readonly #report: Report;
  readonly #rows = new Map<string, Map<string, string>>();

  constructor(stages: readonly string[], report: Report) {
    this.#stages = stages;
    this.#report = report;
  }

  /** @param found the observation, which is printed if the check failed */
  check(row: string, stage: string, asExpected: boolean, found: string): void {
    this.#report.check(`${row}: ${stage}`, asExpected, found);
    this.#row(row).set(stage, asExpected ? 'ok' : 'FAILED');
  }

  /** Reports all stages of a client as skipped. */
  skip(row: string, reason: string): void {
    this.#report.skip(row, reason, this.#stages.length);
    const cells = this.#row(row);
    for (const stage of this.#stages) {
      cells.set(stage, 'SKIPPED');
    }
  }

  lines(): readonly string[] {
    const width = Math.max(...[...this.#rows.keys()].map((name) => name.length)) + 2;
    const line = (name: string, cells: readonly string[]) =>
      name.padEnd(width) + cells.map((cell) => cell.padEnd(CELL_WIDTH)).join('');
    return [
      line('', this.#stages),
      ...[...this.#rows].map(([name, cells]) =>
        line(
          name,
          this.#stages.map((stage) => cells.get(stage) ?? ''),
        ),
      ),
    ].map((text) => text.trimEnd());
  }

  #row(name: string): Map<string, string> {
    const cells = this.#rows.get(name) ?? new Map<string, string>();
    this.#rows.set(name, cells);
    return cells;
  }
}
