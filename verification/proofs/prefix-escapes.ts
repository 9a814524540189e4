import type { FederatedUserPrincipal } from 'local-aws/iam';
import { AwsError } from 'local-aws/iam';
import { includesPermission, PERMISSIONS, type Permission } from '../../core/aws/target.ts';
import { BrokerError } from '../../core/broker-error.ts';
import { compileCeiling } from '../../core/policies/ceiling.ts';
import { compileSessionPolicy } from '../../core/policies/session-policy.ts';
import { KEY_DISAGREEMENTS } from './disagreements.ts';
import { isInside, overlap, type Probe, probeNear } from './escape-probes.ts';
import { ACCOUNT_ID, federatedUser, requestBy } from './escape-session.ts';
import { type GrantedTarget, randomGrantedTarget } from './escape-targets.ts';
import { iamSimulateFast, localIam } from './evaluators.ts';
import { type CasePolicies, type CaseRequest, mapStrings, type PolicyJson } from './policy-case.ts';
import { probeFault } from './probe-fault.ts';
import type { Proof, ProofOutcome } from './proof.ts';
import { pick, type Random, randomNumbers } from './random.ts';
import { SecondOpinion } from './second-opinion.ts';

const PROBES_OF_ONE_TARGET = 40;

/**
 * The local AWS decides every probe. In a full run, iam-simulate also decides every probe. In a sample, it decides one probe in
 * ten, because otherwise the sample would take three times as long.
 */
const WHOLE = 1_000_000;
const SECOND_OPINION_IN_SAMPLE = 10;

/** The names that STS accepts. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const STS_NAME = /^[\w+=,.@-]{2,32}$/;

export interface EscapesOutcome extends ProofOutcome {
  /** The number of probes that the session must be able to make. */
  readonly inside: number;
  readonly targets: number;
  /** The number of targets, scopes and claims that the broker refused. */
  readonly refused: number;
  /** The number of probes for each known disagreement. The key is its name. */
  readonly explained: ReadonlyMap<string, number>;
}

interface Session {
  readonly granted: GrantedTarget;
  readonly permission: Permission;
  readonly createOnly: boolean;
  readonly policies: CasePolicies;
  readonly principal: FederatedUserPrincipal;
}

export async function searchEscapes(cases: number, seed: number): Promise<EscapesOutcome> {
  const random = randomNumbers(seed);
  const everyNth = cases < WHOLE ? SECOND_OPINION_IN_SAMPLE : 1;
  const second = new SecondOpinion(KEY_DISAGREEMENTS, iamSimulateFast);
  const failures: string[] = [];
  const count = { tried: 0, inside: 0, targets: 0, refused: 0, controlFinds: 0 };
  while (count.tried < cases) {
    const session = randomSession(random);
    if (session === undefined) {
      count.refused += 1;
      continue;
    }
    count.targets += 1;
    const { granted, permission, createOnly, policies, principal } = session;
    const { target, another } = granted;
    if (!STS_NAME.test(principal.name)) {
      failures.push(describe('a name that STS refuses', session));
    }
    if (another !== undefined && overlap(target, another)) {
      failures.push(describe('two subjects share keys', session));
    }
    const allows = localIam(policies);
    const allowsUnescaped = unescaped(policies);
    for (let probes = 0; probes < PROBES_OF_ONE_TARGET; probes += 1) {
      const probe = probeNear({ target, another, userId: principal.userId }, random);
      const request = requestBy(principal, probe);
      const inside = isInside({ target, permission, createOnly }, probe);
      count.tried += 1;
      count.inside += inside ? 1 : 0;
      const asked = count.tried % everyNth === 0 ? second : undefined;
      const fault = await probeFault(allows, { policies, request }, inside, asked);
      if (fault !== undefined) {
        failures.push(describe(fault, session, probe));
      }
      count.controlFinds += !inside && allowsUnescaped?.(request) ? 1 : 0;
    }
  }
  failures.push(...second.unused());
  return { ...count, failures, explained: second.occurrences() };
}

export const prefixEscapes: Proof = {
  property: 'a session reaches all of its target and nothing else, whatever the names',
  sample: 100_000,
  whole: WHOLE,
  run: searchEscapes,
};

/** @returns undefined if the broker refuses the input */
function randomSession(random: Random): Session | undefined {
  const granted = randomGrantedTarget(random);
  const permission = pick(PERMISSIONS, random);
  const createOnly = includesPermission(permission, 'UPLOAD') && random() < 0.3;
  if (granted === undefined) {
    return undefined;
  }
  try {
    const { scope, target } = granted;
    const ceiling = compileCeiling(
      { entries: [{ scope, permission, createOnly }], tagKeys: [] },
      { partition: 'aws', accountId: ACCOUNT_ID },
    );
    // The policy goes through its JSON text, because STS gets the text.
    const session: PolicyJson = JSON.parse(
      JSON.stringify(compileSessionPolicy([{ target, permission, createOnly }], 'aws')),
    );
    const policies = { identity: [ceiling], boundary: ceiling, session };
    return { granted, permission, createOnly, policies, principal: federatedUser(random) };
  } catch (error) {
    if (error instanceof BrokerError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The control: removes all escaping from the policies.
 *
 * @returns undefined if the policies contain no escapes, or if IAM refuses the result
 */
function unescaped(policies: CasePolicies): ((request: CaseRequest) => boolean) | undefined {
  const strip = (policy: PolicyJson): PolicyJson => ({
    ...policy,
    Statement: policy.Statement.map((statement) =>
      mapStrings(statement, (text) => text.replaceAll(/\$\{([*?$])\}/g, '$1')),
    ),
  });
  const { identity, boundary, session } = policies;
  if (session === undefined || JSON.stringify(strip(session)) === JSON.stringify(session)) {
    return undefined;
  }
  try {
    return localIam({
      identity: identity.map(strip),
      boundary: boundary && strip(boundary),
      session: strip(session),
    });
  } catch (error) {
    if (error instanceof AwsError) {
      return undefined;
    }
    throw error;
  }
}

function describe(
  failure: string,
  { granted, permission, createOnly, principal }: Session,
  probe?: Probe,
): string {
  return `${failure}: ${JSON.stringify({ permission, createOnly, ...granted, name: principal.name, probe })}`;
}
