/** A property that holds for many generated cases, and a control that shows that the cases could find a fault. */
export interface Proof {
  /** What holds. */
  readonly property: string;
  /** Cases for `npm test` and for `npm run prove`. */
  readonly sample: number;
  readonly whole: number;
  /** @param seed of the cases: the same seed, the same cases */
  run(cases: number, seed: number): Promise<ProofOutcome>;
}

export interface ProofOutcome {
  readonly tried: number;
  /** One line for each case that does not hold. */
  readonly failures: readonly string[];
  /** What the control finds: cases that do not hold once the guard under proof is taken away. */
  readonly controlFinds: number;
}

/** The day of the first one. */
export const SEED = 20_261_121;

/** For a machine that does much else. */
const TEST_MILLISECONDS = 120_000;

/** The test of a proof's sample: nothing fails, and the control finds something. */
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
