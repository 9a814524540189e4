import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { InvalidInput } from '../../core/problems.ts';
import { permissionsIn, SAMPLE_PERMISSIONS } from '../../test/lib/sample-permissions.ts';
import type { Template } from '../../test/rotation/changed-assembly.ts';
import { keptAssembly } from '../../tools/local/kept-assembly.ts';
import { type ReviewSources, reviewPage } from '../../tools/review/page.ts';
import { pageSources, SAMPLE_PAGE } from '../../tools/review/page-sources.ts';
import type { Proof, ProofOutcome } from './proof.ts';
import { type Behaviour, behaviourOf } from './template-mutation/behaviour.ts';
import type { Mutant } from './template-mutation/mutant.ts';
import { mutantsOf } from './template-mutation/mutants.ts';
import { UNSEEN_MUTANTS } from './template-mutation/unseen-mutants.ts';

/** Slightly fewer than the number of mutants. A run with at least this many cases tries all mutants. */
const WHOLE = 1_300;

/**
 * Makes mutants of the sample's template. Each mutant removes, widens, changes or adds one part. Each must change the review
 * page. A mutant that changes a permission must also fail the test of exact statements. A mutant that removes or widens a
 * permission must also change what a principal can do on the local AWS.
 *
 * The control tries only requests that the unchanged template allows, so it misses requests that only a mutant allows.
 */
export const templateMutations: Proof = {
  property: 'no part of the template can be removed or widened without a check noticing it',
  sample: 40,
  whole: WHOLE,
  async run(cases, seed) {
    const sources = await pageSources(SAMPLE_PAGE, keptAssembly);
    const template = sources.template as Template;
    const checks = { sources, page: readFileSync(SAMPLE_PAGE.output, 'utf8') };
    if (changesPage(template, checks) || failsExactStatements(template)) {
      throw new Error('The template itself does not pass: npm run check:review, test/lib');
    }
    const behaviour = await behaviourOf(template);
    try {
      return await tryMutants(sampleOf(mutantsOf(template), cases, seed), checks, behaviour);
    } finally {
      await behaviour.close();
    }
  },
};

interface PageCheck {
  readonly sources: ReviewSources;
  /** The committed one. */
  readonly page: string;
}

async function tryMutants(
  mutants: readonly Mutant[],
  check: PageCheck,
  behaviour: Behaviour,
): Promise<ProofOutcome> {
  const failures: string[] = [];
  const counts = { permissions: 0, behaviours: 0, unseen: 0 };
  let controlFinds = 0;
  for (const mutant of mutants) {
    const { name, kind, isPermission } = mutant;
    if (!changesPage(mutant.template(), check)) {
      failures.push(`${name}: does not change the review page`);
    }
    if (!isPermission) {
      continue;
    }
    counts.permissions += 1;
    if (!failsExactStatements(mutant.template())) {
      failures.push(`${name}: passes the test of exact statements`);
    }
    if (kind === 'other') {
      continue;
    }
    const differences = await behaviour.differences(mutant);
    const isSeen = differences.length > 0;
    const isUnseen = UNSEEN_MUTANTS.some(({ names }) => names.test(name));
    if (isSeen === isUnseen) {
      failures.push(`${name}: ${isSeen ? 'is listed as unseen' : 'behaves as the template does'}`);
    }
    counts.behaviours += isSeen ? 1 : 0;
    counts.unseen += isSeen ? 0 : 1;
    controlFinds += isSeen && differences.every(({ wasAllowed }) => !wasAllowed) ? 1 : 0;
  }
  return {
    tried: mutants.length,
    failures,
    controlFinds,
    note:
      `All ${mutants.length} mutants have to change the review page, and the ${counts.permissions} mutants of permissions have to fail ` +
      `the test of exact statements. Of those that remove or widen a permission, ${counts.behaviours} behave differently on ` +
      `the local AWS, and ${counts.unseen} are listed with the reason why they do not.`,
  };
}

/** Spread evenly over the template. Another seed gives others. */
function sampleOf(mutants: readonly Mutant[], cases: number, seed: number): readonly Mutant[] {
  const step = cases >= WHOLE ? 1 : Math.max(1, Math.floor(mutants.length / cases));
  return mutants.filter((_mutant, index) => (index + seed) % step === 0);
}

/** Whether the test of exact statements fails. */
export function failsExactStatements(template: Template): boolean {
  return !isDeepStrictEqual(permissionsIn(template), SAMPLE_PERMISSIONS);
}

/** Whether the review page is refused, or differs from the committed one. */
function changesPage(template: Template, { sources, page }: PageCheck): boolean {
  try {
    return reviewPage({ ...sources, template }) !== page;
  } catch (error) {
    if (error instanceof InvalidInput) {
      return true;
    }
    throw error;
  }
}
