/** A property that is tried on many generated cases, with a control that shows that the cases can find a fault. */
export interface Proof {
  readonly property: string;
  /** The number of cases in `npm test`. */
  readonly sample: number;
  /** The number of cases in `npm run prove`. */
  readonly whole: number;
  /** @param seed equal seeds give equal cases */
  run(cases: number, seed: number): Promise<ProofOutcome>;
}

export interface ProofOutcome {
  readonly tried: number;
  /** One line for each case in which the property does not hold. */
  readonly failures: readonly string[];
  /** The number of cases that fail after the safeguard that this proof examines was removed. */
  readonly controlFinds: number;
  /** Further figures. */
  readonly note?: string;
}

/** The day of the first proof. */
export const SEED = 20_261_121;

/** Long enough for a busy machine. */
const TEST_MILLISECONDS = 120_000;

/** Tests a proof on its sample. */
export function testProof({ property, sample, run }: Proof): void {
  test(
    property,
    async () => {
      const { tried, failures, controlFinds } = await run(sample, SEED);
      expect(failures.slice(0, 10)).toEqual([]);
      expect(tried).toBeGreaterThanOrEqual(sample);
      expect(controlFinds).toBeGreaterThan(0);
    },
    TEST_MILLISECONDS,
  );
}
