import type { Disagreement } from './disagreements.ts';
import type { PolicyCase } from './policy-case.ts';

/** Compares the decisions of the local AWS with those of iam-simulate. */
export class SecondOpinion {
  readonly #ask: (given: PolicyCase) => boolean | Promise<boolean>;
  readonly #occurrences: Map<Disagreement, number>;

  /** @param known the disagreements that are known and accepted */
  constructor(
    known: readonly Disagreement[],
    ask: (given: PolicyCase) => boolean | Promise<boolean>,
  ) {
    this.#ask = ask;
    this.#occurrences = new Map(known.map((disagreement) => [disagreement, 0]));
  }

  /** Whether iam-simulate decides as the local AWS does, or known disagreements explain the difference. */
  async accepts(given: PolicyCase, allowed: boolean): Promise<boolean> {
    if ((await this.#ask(given)) === allowed) {
      return true;
    }
    const explanation = await this.#explain(given, allowed);
    for (const disagreement of explanation ?? []) {
      this.#occurrences.set(disagreement, (this.#occurrences.get(disagreement) ?? 0) + 1);
    }
    return explanation !== undefined;
  }

  /** @returns a description of each known disagreement that never occurred and should be removed */
  unused(): readonly string[] {
    return [...this.#occurrences]
      .filter(([, times]) => times === 0)
      .map(([{ name }]) => `"${name}" explains no disagreement`);
  }

  /** The number of occurrences of each known disagreement. */
  occurrences(): ReadonlyMap<string, number> {
    return new Map([...this.#occurrences].map(([{ name }, times]) => [name, times]));
  }

  /** Returns the smallest set of known disagreements that explains the decision. */
  async #explain(
    given: PolicyCase,
    allowed: boolean,
  ): Promise<readonly Disagreement[] | undefined> {
    const text = JSON.stringify(given);
    const relevant = [...this.#occurrences.keys()].filter(
      ({ reword }) => JSON.stringify(reword(given)) !== text,
    );
    for (const some of subsets(relevant)) {
      const reworded = some.reduce((words, { reword }) => reword(words), given);
      if ((await this.#ask(reworded)) === allowed) {
        return some;
      }
    }
    return undefined;
  }
}

/** Returns all non-empty subsets, smaller ones first. */
function subsets<T>(values: readonly T[]): readonly (readonly T[])[] {
  let all: (readonly T[])[] = [[]];
  for (const value of values) {
    all = all.concat(all.map((subset) => [...subset, value]));
  }
  return all.slice(1).sort((one, other) => one.length - other.length);
}
