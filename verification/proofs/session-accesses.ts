import { AwsError, type FederatedUserPrincipal } from 'local-aws/iam';
import { includesPermission, PERMISSIONS } from '../../core/aws/target.ts';
import { BrokerError } from '../../core/broker-error.ts';
import { compileCeiling } from '../../core/policies/ceiling.ts';
import { compileSessionPolicy, sessionPolicyText } from '../../core/policies/session-policy.ts';
import { KEY_DISAGREEMENTS } from './disagreements.ts';
import { type Granted, isInside, type Probe, probeNear } from './escape-probes.ts';
import { ACCOUNT_ID, federatedUser, requestBy } from './escape-session.ts';
import { type GrantedTarget, randomGrantedTarget } from './escape-targets.ts';
import { iamSimulateFast, localIam } from './evaluators.ts';
import type { CasePolicies, CaseRequest, PolicyJson, StatementJson } from './policy-case.ts';
import { probeFault } from './probe-fault.ts';
import type { Proof, ProofOutcome } from './proof.ts';
import { below, pick, type Random, randomNumbers } from './random.ts';
import { SecondOpinion } from './second-opinion.ts';

const PROBES_OF_ONE_SESSION = 40;

const ACCESSES_MAX = 6;

/** In a full run, iam-simulate also decides every probe. In a sample, it decides one probe in ten. */
const WHOLE = 1_000_000;
const SECOND_OPINION_IN_SAMPLE = 10;

export interface AccessesOutcome extends ProofOutcome {
  /** The number of probes that the session must be able to make. */
  readonly inside: number;
  readonly sessions: number;
}

type SessionAccess = Granted & GrantedTarget;

interface Session {
  readonly accesses: readonly SessionAccess[];
  readonly policies: CasePolicies;
  readonly principal: FederatedUserPrincipal;
}

export async function searchOutsideAccesses(cases: number, seed: number): Promise<AccessesOutcome> {
  const random = randomNumbers(seed);
  const everyNth = cases < WHOLE ? SECOND_OPINION_IN_SAMPLE : 1;
  const second = new SecondOpinion(KEY_DISAGREEMENTS, iamSimulateFast);
  const failures: string[] = [];
  const count = { tried: 0, inside: 0, sessions: 0, controlFinds: 0 };
  while (count.tried < cases) {
    const session = randomSession(random);
    if (session === undefined) {
      continue;
    }
    count.sessions += 1;
    const { accesses, policies, principal } = session;
    const allows = localIam(policies);
    const allowsMerged = mergedByAction(policies);
    for (let probes = 0; probes < PROBES_OF_ONE_SESSION; probes += 1) {
      // The path of one access in the bucket of another one is outside, unless a third access includes it.
      const [{ target }, { target: another }] = [pick(accesses, random), pick(accesses, random)];
      const probe = probeNear({ target, another, userId: principal.userId }, random);
      const request = requestBy(principal, probe);
      const inside = accesses.some((access) => isInside(access, probe));
      count.tried += 1;
      count.inside += inside ? 1 : 0;
      const asked = count.tried % everyNth === 0 ? second : undefined;
      const fault = await probeFault(allows, { policies, request }, inside, asked);
      if (fault !== undefined) {
        failures.push(describe(fault, session, probe));
      }
      count.controlFinds += !inside && allowsMerged?.(request) ? 1 : 0;
    }
  }
  return { ...count, failures };
}

export const sessionAccesses: Proof = {
  property: 'a session for several accesses reaches each of them and nothing else',
  sample: 20_000,
  whole: WHOLE,
  run: searchOutsideAccesses,
};

/** @returns undefined if the broker refuses the accesses */
function randomSession(random: Random): Session | undefined {
  const accesses = Array.from({ length: 2 + below(ACCESSES_MAX - 1, random) }, () =>
    randomAccess(random),
  ).filter((access) => access !== undefined);
  if (accesses.length < 2) {
    return undefined;
  }
  try {
    const ceiling = compileCeiling(
      { entries: accesses, tagKeys: [] },
      { partition: 'aws', accountId: ACCOUNT_ID },
    );
    const text = sessionPolicyText(compileSessionPolicy(accesses, 'aws'), accesses, 'aws');
    const policies = { identity: [ceiling], boundary: ceiling, session: JSON.parse(text) };
    return { accesses, policies, principal: federatedUser(random) };
  } catch (error) {
    if (error instanceof BrokerError) {
      return undefined;
    }
    throw error;
  }
}

function randomAccess(random: Random): SessionAccess | undefined {
  const granted = randomGrantedTarget(random);
  const permission = pick(PERMISSIONS, random);
  const createOnly = includesPermission(permission, 'UPLOAD') && random() < 0.3;
  return granted && { ...granted, permission, createOnly };
}

/**
 * The control: merges all statements of the session policy that allow one action, whatever their conditions.
 *
 * @returns undefined if IAM refuses the result
 */
function mergedByAction(policies: CasePolicies): ((request: CaseRequest) => boolean) | undefined {
  const merged = new Map<string, StatementJson>();
  for (const statement of policies.session?.Statement ?? []) {
    for (const action of [statement.Action ?? []].flat()) {
      const other = merged.get(action);
      merged.set(action, {
        Effect: 'Allow',
        Action: action,
        Resource: [other?.Resource ?? [], statement.Resource ?? []].flat(),
        ...conditionOfBoth(other ?? statement, statement),
      });
    }
  }
  const session: PolicyJson = { Version: '2012-10-17', Statement: [...merged.values()] };
  try {
    return localIam({ ...policies, session });
  } catch (error) {
    if (error instanceof AwsError) {
      return undefined;
    }
    throw error;
  }
}

function conditionOfBoth(
  one: StatementJson,
  other: StatementJson,
): Pick<StatementJson, 'Condition'> {
  if (one.Condition === undefined || other.Condition === undefined) {
    return {};
  }
  const prefixes = [one, other].flatMap(
    ({ Condition }) => Condition?.StringLike?.['s3:prefix'] ?? [],
  );
  return {
    Condition: prefixes.length === 0 ? one.Condition : { StringLike: { 's3:prefix': prefixes } },
  };
}

function describe(failure: string, { accesses, principal }: Session, probe: Probe): string {
  return `${failure}: ${JSON.stringify({ accesses, name: principal.name, probe })}`;
}
