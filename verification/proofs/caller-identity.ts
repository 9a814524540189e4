import { TAG_TEXT } from '../../core/aws/tag.ts';
import { pathOf, type Target, targetParser } from '../../core/aws/target.ts';
import { claimOf } from '../../core/callers/claims.ts';
import { federatedUserNameOf } from '../../core/callers/federated-user-name.ts';
import { type CallerIdentity, identityText } from '../../core/callers/identity.ts';
import { type Grant, parseGrants } from '../../core/grants/grant.ts';
import { indexGrants } from '../../core/grants/grant-index.ts';
import { type GrantMatch, matchGrant } from '../../core/grants/grant-matching.ts';
import { ANY_STRING, authenticationNameOf, prefixIn } from '../../core/grants/grantee.ts';
import { ParseContext } from '../../core/problems.ts';
import { PINNED_ROLE, randomCaller } from './identity-callers.ts';
import {
  type IdentityGrant,
  isHarmless,
  ownPath,
  ownValues,
  pathNear,
  randomGrant,
} from './identity-grants.ts';
import type { Proof, ProofOutcome } from './proof.ts';
import { type Random, randomNumbers } from './random.ts';

const PROBES_OF_ONE_CALLER = 5;
const CALLERS_TRIED = 4;

const NOW = new Date('2026-11-29T00:00:00Z');

export interface IdentityOutcome extends ProofOutcome {
  /** The number of probes that the grant must cover. */
  readonly inside: number;
  /** How many probes each control lets through that are not the caller's. */
  readonly found: Readonly<Record<keyof typeof CONTROLS, number>>;
}

export async function searchForeignGrants(cases: number, seed: number): Promise<IdentityOutcome> {
  const random = randomNumbers(seed);
  const failures: string[] = [];
  const found = { issuer: 0, suffix: 0, separator: 0, segment: 0 };
  const owners = new Owners();
  let [tried, inside] = [0, 0];
  while (tried < cases) {
    const grant = randomGrant(random);
    const [parsed] = parseGrants({ grants: [grant.written] }) as [Grant];
    const caller = callerNear(grant, random);
    failures.push(...owners.faultsOf(federatedUserNameOf(caller), identityText(caller)));
    for (let probes = 0; probes < PROBES_OF_ONE_CALLER; probes += 1) {
      const target = targetNear(grant, caller, random);
      if (target === undefined) {
        continue;
      }
      tried += 1;
      const match = matchOf(parsed, caller, target);
      const isOwn = grant.isFor(caller) && isInside(target, ownPath(grant, caller), grant);
      inside += isOwn ? 1 : 0;
      const describe = (fault: string) =>
        failures.push(`${fault}: ${JSON.stringify({ grant: grant.written, caller, target })}`);
      if (match.covered && !isOwn) {
        describe("covers a request that is not the caller's own");
      }
      if (!match.covered && isOwn && isHarmless(grant, caller)) {
        describe('does not cover a request of the caller');
      }
      if (match.covered) {
        failures.push(...tagFaults(match, grant, caller, owners));
      }
      if (!isOwn) {
        for (const [name, weakened] of Object.entries(CONTROLS)) {
          found[name as keyof typeof CONTROLS] += weakened(parsed, caller, target) ? 1 : 0;
        }
      }
    }
  }
  const controlFinds = Math.min(...Object.values(found));
  const note = Object.entries(found).map(
    ([name, finds]) => `${name} ${finds.toLocaleString('en-US')}`,
  );
  return {
    tried,
    inside,
    failures,
    controlFinds,
    found,
    note: `found by each control: ${note.join(', ')}`,
  };
}

export const callerIdentity: Proof = {
  property:
    'a grant covers only callers of its own issuer or permission set, in places that their own claims or session name fill',
  sample: 20_000,
  whole: 1_000_000,
  run: searchForeignGrants,
};

/** Most random callers have no use for a grant, so this tries some until one has. */
function callerNear({ isFor }: IdentityGrant, random: Random): CallerIdentity {
  const callers = Array.from({ length: CALLERS_TRIED }, () => randomCaller(random));
  return callers.find(isFor) ?? (callers[0] as CallerIdentity);
}

/** The same search without one guard each. */
const CONTROLS = {
  issuer: (grant: Grant, caller: CallerIdentity, target: Target) =>
    caller.kind === 'jwt' &&
    grant.grantee.kind === 'jwt' &&
    covers(grant, { ...caller, authentication: authenticationNameOf(grant.grantee) }, target),
  suffix: (grant: Grant, caller: CallerIdentity, target: Target) =>
    caller.kind === 'assumed-role' &&
    caller.roleName.startsWith('AWSReservedSSO_') &&
    covers(grant, { ...caller, roleName: PINNED_ROLE }, target),
  separator: (grant: Grant, caller: CallerIdentity, target: Target) =>
    covers(withoutSeparators(grant, caller), caller, target),
  segment: (grant: Grant, caller: CallerIdentity, target: Target) =>
    covers(withRawClaims(grant, caller), caller, target),
};

function matchOf(grant: Grant, caller: CallerIdentity, target: Target): GrantMatch {
  return matchGrant(indexGrants([grant]), caller, { target, permission: 'READ' }, NOW);
}

function covers(grant: Grant, caller: CallerIdentity, target: Target): boolean {
  return matchOf(grant, caller, target).covered;
}

/** Lets a value that ends in `*` match whatever begins with the text before its `:` or `/`. */
function withoutSeparators(grant: Grant, caller: CallerIdentity): Grant {
  const { grantee } = grant;
  if (grantee.kind !== 'jwt' || caller.kind !== 'jwt') {
    return grant;
  }
  const claims = grantee.claims.map(({ claim, value }) => {
    const start = prefixIn(value)?.slice(0, -1);
    const found = claimOf(caller.claims, claim);
    return start !== undefined && typeof found === 'string' && found.startsWith(start)
      ? { claim, value: ANY_STRING }
      : { claim, value };
  });
  return { ...grant, grantee: { ...grantee, claims } };
}

/** Fills the scope with the claims as they are. */
function withRawClaims(grant: Grant, caller: CallerIdentity): Grant {
  if (caller.kind !== 'jwt') {
    return grant;
  }
  const { template, claims } = grant.scope;
  const path = claims.reduce(
    (text, name) => text.replace(`{${name}}`, () => String(claimOf(caller.claims, name))),
    pathOf(template),
  );
  const filled =
    template.kind === 'prefix' ? { ...template, prefix: path } : { ...template, objectKey: path };
  return { ...grant, tags: [], scope: { template: filled, claims: [] } };
}

/** @returns undefined if no request can have this path */
function targetNear(
  grant: IdentityGrant,
  caller: CallerIdentity,
  random: Random,
): Target | undefined {
  return targetParser.read(
    `s3://amzn-s3-demo-bucket/${pathNear(grant, caller, random)}`,
    new ParseContext([], ''),
  );
}

/** Compares name by name, and not the start of the text as the broker does. */
function isInside(
  target: Target,
  own: readonly string[] | undefined,
  { isFolder }: IdentityGrant,
): boolean {
  const asked = pathOf(target).split('/');
  return (
    own?.every((name, at) => name === asked[at]) === true &&
    (isFolder ? asked.length > own.length : asked.length === own.length) &&
    (isFolder || target.kind === 'object')
  );
}

/** Remembers to whom each name and tag belongs. */
class Owners {
  readonly #owners = new Map<string, string>();

  faultsOf(name: string, owner: string): readonly string[] {
    const other = this.#owners.get(name);
    this.#owners.set(name, owner);
    return other === undefined || other === owner
      ? []
      : [`two callers are called ${name}: ${owner} and ${other}`];
  }
}

function tagFaults(
  { tags }: Extract<GrantMatch, { covered: true }>,
  grant: IdentityGrant,
  caller: CallerIdentity,
  owners: Owners,
): readonly string[] {
  return tags.flatMap(({ value }) => [
    ...(TAG_TEXT.test(value) ? [] : [`STS refuses the tag ${value}`]),
    ...owners.faultsOf(`the tag ${value}`, JSON.stringify(ownValues(grant, caller))),
  ]);
}
