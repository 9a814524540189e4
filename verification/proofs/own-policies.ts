import type { Target } from '../../core/aws/target.ts';
import { parseIamCaller } from '../../core/callers/iam-caller.ts';
import type { CallerIdentity } from '../../core/callers/identity.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { indexGrants } from '../../core/grants/grant-index.ts';
import { matchGrant } from '../../core/grants/grant-matching.ts';
import type { GrantedAccess } from '../../core/grants/session-match.ts';
import { accessesOf, type OwnPolicy } from '../../core/own-policies/own-policy.ts';
import { ownPolicyParser } from '../../core/own-policies/own-policy-parser.ts';
import { compileOwnPolicy } from '../../core/own-policies/own-session-policy.ts';
import { parse } from '../../core/parser.ts';
import { InvalidInput } from '../../core/problems.ts';
import { KEY_DISAGREEMENTS } from './disagreements.ts';
import { isInside, type Probe, probeNear, requestOf } from './escape-probes.ts';
import { iamSimulateFast, localIam } from './evaluators.ts';
import { type CallersGrants, randomGrants, randomPolicy } from './own-policy-cases.ts';
import type { CaseRequest, PolicyJson } from './policy-case.ts';
import { FEDERATED_BOB, TEAM_A_SESSION } from './principals.ts';
import type { Proof, ProofOutcome } from './proof.ts';
import { pick, type Random, randomNumbers } from './random.ts';
import { SecondOpinion } from './second-opinion.ts';

const NOW = new Date(0);

const PROBES_OF_ONE_POLICY = 40;

/** The share of attempts that are repeated to find a probe with an action of the policy. */
const MANY = 0.85;

/** As in the search for prefix escapes, iam-simulate decides every probe in a full run, and one in ten in a sample. */
const WHOLE = 1_000_000;
const SECOND_OPINION_IN_SAMPLE = 10;

/** The broker user may do everything here, so that only the session policy keeps the session inside the grants. */
const EVERYTHING: PolicyJson = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

export interface OwnPoliciesOutcome extends ProofOutcome {
  readonly policies: number;
  readonly refused: number;
  /** The number of probes that the sessions could make. */
  readonly allowed: number;
}

/** A policy that the broker accepts. */
interface Accepted {
  readonly targets: readonly Target[];
  readonly actions: ReadonlySet<string>;
  readonly session: PolicyJson;
}

export async function searchOutsideGrants(
  cases: number,
  seed: number,
): Promise<OwnPoliciesOutcome> {
  const random = randomNumbers(seed);
  const everyNth = cases < WHOLE ? SECOND_OPINION_IN_SAMPLE : 1;
  const second = new SecondOpinion(KEY_DISAGREEMENTS, iamSimulateFast);
  const failures: string[] = [];
  const count = { tried: 0, allowed: 0, policies: 0, refused: 0, controlFinds: 0 };
  while (count.tried < cases) {
    const callers = randomGrants(random);
    const written = randomPolicy(callers, random);
    const accepted = acceptedPolicy(written, callers.grants);
    if (accepted === undefined) {
      count.refused += 1;
      count.controlFinds += escapesOf(
        acceptedPolicy(written, weakened(callers.grants)),
        callers,
        random,
      );
      continue;
    }
    count.policies += 1;
    const policies = { identity: [EVERYTHING], boundary: EVERYTHING, session: accepted.session };
    const allows = localIam(policies);
    const asksFor = localIam({ ...policies, session: written as PolicyJson });
    for (let probes = 0; probes < PROBES_OF_ONE_POLICY; probes += 1) {
      const probe = probeNearOneOf(accepted, callers, random);
      const request = requestBy(probe);
      const allowed = allows(request);
      count.tried += 1;
      count.allowed += allowed ? 1 : 0;
      const fault = faultOf({ allowed, asked: asksFor(request), probe }, callers);
      if (fault !== undefined) {
        failures.push(describe(fault, written, callers, probe));
      } else if (
        count.tried % everyNth === 0 &&
        !(await second.accepts({ policies, request }, allowed))
      ) {
        failures.push(describe('an unexplained disagreement', written, callers, probe));
      }
    }
  }
  return { ...count, failures, note: noteOf(count) };
}

export const ownPolicies: Proof = {
  property: "a policy of the caller's own gives what it asks for, and nothing outside the grants",
  sample: 20_000,
  whole: WHOLE,
  run: searchOutsideGrants,
};

/** @returns undefined if the broker refuses the policy for a caller with these grants */
function acceptedPolicy(written: unknown, grants: readonly Grant[]): Accepted | undefined {
  const own = readPolicy(written);
  const caller = parseIamCaller(TEAM_A_SESSION.arn, TEAM_A_SESSION.accountId, 'aws');
  const granted = own && caller && grantedAccesses(own, caller, grants);
  if (own === undefined || granted === undefined) {
    return undefined;
  }
  // The policy goes through its JSON text, because STS gets the text.
  const session: PolicyJson = JSON.parse(JSON.stringify(compileOwnPolicy(own, granted, 'aws')));
  const targets = granted.map(({ target }) => target);
  return { session, targets, actions: new Set(own.map(({ action }) => action)) };
}

function readPolicy(written: unknown): OwnPolicy | undefined {
  try {
    return parse(ownPolicyParser, JSON.stringify(written));
  } catch (error) {
    if (error instanceof InvalidInput) {
      return undefined;
    }
    throw error;
  }
}

function grantedAccesses(
  own: OwnPolicy,
  caller: CallerIdentity,
  grants: readonly Grant[],
): readonly GrantedAccess[] | undefined {
  const index = indexGrants(grants);
  const granted = accessesOf(own).flatMap((access) => {
    const match = matchGrant(index, caller, access, NOW);
    return match.covered ? [{ ...access, granted: match }] : [];
  });
  return granted.length === accessesOf(own).length ? granted : undefined;
}

/** The control: grants whose prefixes do not end at a /, and that forget `createOnly`. */
function weakened(grants: readonly Grant[]): readonly Grant[] {
  return grants.map(({ createOnly: _, ...grant }) => {
    const { template } = grant.scope;
    return template.kind === 'object'
      ? grant
      : {
          ...grant,
          scope: {
            ...grant.scope,
            template: { ...template, prefix: template.prefix.replace(/\/$/, '') },
          },
        };
  });
}

/** The number of probes outside the grants that the session could make. */
function escapesOf(accepted: Accepted | undefined, callers: CallersGrants, random: Random): number {
  if (accepted === undefined) {
    return 0;
  }
  const allows = localIam({ identity: [EVERYTHING], session: accepted.session });
  return Array.from({ length: PROBES_OF_ONE_POLICY }, () =>
    probeNearOneOf(accepted, callers, random),
  ).filter((probe) => allows(requestBy(probe)) && !isGranted(probe, callers)).length;
}

interface Decided {
  readonly allowed: boolean;
  /** Whether the policy as the caller has written it allows the probe. */
  readonly asked: boolean;
  readonly probe: Probe;
}

function faultOf({ allowed, asked, probe }: Decided, callers: CallersGrants): string | undefined {
  if (allowed && !isGranted(probe, callers)) {
    return 'a request outside the grants';
  }
  if (allowed && !asked) {
    return 'a request that the policy does not allow';
  }
  // Uploads keep the conditions of a grant with createOnly, although the policy does not have them.
  const mayBeNarrowed =
    probe.action === 's3:PutObject' && callers.given.some(({ createOnly }) => createOnly);
  return asked && !allowed && !mayBeNarrowed ? 'a wrong denial' : undefined;
}

function isGranted(probe: Probe, { given }: CallersGrants): boolean {
  return given.some((granted) => isInside(granted, probe));
}

function probeNearOneOf(
  { targets, actions }: Accepted,
  { given }: CallersGrants,
  random: Random,
): Probe {
  const target = random() < 0.7 ? pick(targets, random) : pick(given, random).target;
  const near = { target, userId: FEDERATED_BOB.userId };
  let probe = probeNear(near, random);
  // Most probes have an action of the policy, because the session can make no others.
  while (!actions.has(probe.action) && random() < MANY) {
    probe = probeNear(near, random);
  }
  return probe;
}

function requestBy(probe: Probe): CaseRequest {
  return {
    ...requestOf(probe),
    principal: FEDERATED_BOB,
    sourceIp: '203.0.113.9',
    resourceAccount: FEDERATED_BOB.accountId,
  };
}

function noteOf({ policies, refused }: { policies: number; refused: number }): string {
  const [accepted, others] = [policies, refused].map((figure) => figure.toLocaleString('en-US'));
  return `${accepted} policies were accepted and ${others} refused`;
}

function describe(fault: string, written: unknown, { given }: CallersGrants, probe: Probe): string {
  return `${fault}: ${JSON.stringify({ written, given, probe })}`;
}
