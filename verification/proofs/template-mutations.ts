import type { Proof, ProofOutcome } from './proof.ts';
import { withBench } from './template-mutation/bench.ts';
import { EQUIVALENT_MUTANTS } from './template-mutation/equivalent-mutants.ts';
import { type Judge, type Judgement, judge } from './template-mutation/judgement.ts';
import type { Mutant } from './template-mutation/mutant.ts';
import { mutantsOf } from './template-mutation/mutants-of.ts';

/** Somewhat fewer than there are: whoever asks for as many gets all. */
const WHOLE = 1_600;

/**
 * Removes and widens every part of the synthesized template, one at a time, and has the local AWS tell: by what the parts
 * of the stack may do and may not, by who gets through to the functions, and, for what the local AWS does not act upon, by
 * the settings that are expected. The control leaves out what conditions alone refuse.
 */
export const templateMutations: Proof = {
  property: 'no part of the template can be removed or widened but that a check tells',
  sample: 40,
  whole: WHOLE,
  run: (cases, seed) =>
    withBench(async (template, bench) => {
      const { killedBy, findings } = await judge({ ...template }, bench);
      if (killedBy !== undefined) {
        throw new Error(`The template itself does not hold: ${killedBy}: ${findings[0]?.what}`);
      }
      return tryMutants(sampleOf(mutantsOf(template), cases, seed), bench);
    }),
};

/** Spread evenly over the template; another seed, other ones. */
function sampleOf(mutants: readonly Mutant[], cases: number, seed: number): readonly Mutant[] {
  const step = cases >= WHOLE ? 1 : Math.max(1, Math.floor(mutants.length / cases));
  return mutants.filter((_mutant, index) => (index + seed) % step === 0);
}

async function tryMutants(mutants: readonly Mutant[], bench: Judge): Promise<ProofOutcome> {
  const failures: string[] = [];
  let controlFinds = 0;
  for (const mutant of mutants) {
    const judgement = await judge(mutant.template(), bench);
    if (judgement.killedBy === undefined && !isEquivalent(mutant)) {
      failures.push(`${mutant.name} is noticed by nothing`);
    }
    if (isKilledByConditions(judgement)) {
      const weaker = await judge(mutant.template(), bench, ({ byCondition }) => !byCondition);
      controlFinds += weaker.killedBy === undefined ? 1 : 0;
    }
  }
  return { tried: mutants.length, failures, controlFinds };
}

function isEquivalent({ name }: Mutant): boolean {
  return EQUIVALENT_MUTANTS.some(({ pattern }) => pattern.test(name));
}

function isKilledByConditions({ killedBy, findings }: Judgement): boolean {
  return killedBy !== undefined && findings.every(({ byCondition }) => byCondition);
}
