import { randomCase } from './decision-cases.ts';
import { POLICY_DISAGREEMENTS } from './disagreements.ts';
import { iamSimulate, localIam } from './evaluators.ts';
import { type CasePolicies, only, type PolicyCase, type PolicyJson } from './policy-case.ts';
import type { Proof, ProofOutcome } from './proof.ts';
import { randomNumbers } from './random.ts';
import { SecondOpinion } from './second-opinion.ts';

export interface DecisionsOutcome extends ProofOutcome {
  readonly allowed: number;
  /** The number of cases for each known disagreement. The key is its name. */
  readonly explained: ReadonlyMap<string, number>;
}

export async function compareDecisions(cases: number, seed: number): Promise<DecisionsOutcome> {
  const random = randomNumbers(seed);
  const second = new SecondOpinion(POLICY_DISAGREEMENTS, iamSimulate);
  const failures: string[] = [];
  const count = { tried: 0, allowed: 0, controlFinds: 0 };
  while (count.tried < cases) {
    const given = randomCase(random);
    const allowed = localIam(given.policies)(given.request);
    count.tried += 1;
    count.allowed += allowed ? 1 : 0;
    if (!(await second.accepts(given, allowed))) {
      failures.push(
        `only the local IAM ${allowed ? 'allows' : 'denies'} it: ${JSON.stringify(given)}`,
      );
    }
    count.controlFinds += (await isNoticed(given, allowed)) ? 1 : 0;
  }
  failures.push(...second.unused());
  return { ...count, failures, explained: second.occurrences() };
}

export const policyDecisions: Proof = {
  property: 'the local IAM decides as iam-simulate does, except where AWS documents otherwise',
  sample: 5_000,
  whole: 100_000,
  run: compareDecisions,
};

/** The control: whether this case would expose an evaluator that ignores every Deny. */
async function isNoticed(given: PolicyCase, allowed: boolean): Promise<boolean> {
  const careless = localIam(withoutDenials(given.policies))(given.request);
  return careless !== allowed && (await iamSimulate(given)) !== careless;
}

/** Removes Deny statements. A boundary or session policy with only Deny statements stays, because without it there is no limit. */
function withoutDenials({ identity, boundary, session, resource }: CasePolicies): CasePolicies {
  const allowances = (policy: PolicyJson) => only(policy, ({ Effect }) => Effect === 'Allow');
  return {
    identity: identity.flatMap((policy) => allowances(policy) ?? []),
    boundary: boundary && (allowances(boundary) ?? boundary),
    session: session && (allowances(session) ?? session),
    resource: resource && allowances(resource),
  };
}
