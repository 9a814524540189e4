import {
  type Authentication,
  type JwtAuthentication,
  nameOfEntry,
} from '../../../core/configuration/authentication.ts';
import { sharedAudience } from '../../../core/configuration/known-audiences.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { authenticationNameOf } from '../../../core/grants/grantee.ts';
import { isMutable } from '../../../core/grants/mutable-claims.ts';
import { code, type Markdown, prose } from '../markdown.ts';
import { type Change, narrower, other, wider } from './change.ts';
import { portalChanges } from './portal-changes.ts';

/**
 * Changes in how callers authenticate.
 *
 * @param grants the new grants
 */
export function authenticationChanges(
  before: readonly Authentication[],
  after: readonly Authentication[],
  grants: readonly Grant[],
): readonly Change[] {
  const [old, current] = [before, after].map(byCallers) as [ByCallers, ByCallers];
  return [...new Set([...old.keys(), ...current.keys()])].flatMap((callers) => {
    const was = old.get(callers);
    const is = current.get(callers);
    if (was === undefined || is === undefined) {
      return [
        ...(is === undefined
          ? []
          : [
              wider(`${callers} can now call the broker${issuedBy(is)}`),
              ...(is.type === 'jwt' ? portalChanges({ ...is, portal: undefined }, is) : []),
            ]),
        ...(was === undefined ? [] : [narrower(`${callers} can no longer call the broker`)]),
      ];
    }
    return [
      ...(was.type === 'jwt' && is.type === 'jwt'
        ? jwtChanges(was, is, reachText(grants, is))
        : []),
      ...(JSON.stringify(was.customDomain) === JSON.stringify(is.customDomain)
        ? []
        : [other(`${callers} reach the broker under another host name or certificate`)]),
    ];
  });
}

type ByCallers = ReadonlyMap<Markdown, Authentication>;

/** The entries by the callers that they are for. IAM callers come first. */
function byCallers(authentication: readonly Authentication[]): ByCallers {
  return new Map(
    [...authentication]
      .sort((one, two) => one.type.localeCompare(two.type))
      .map((entry) => [callersOf(entry), entry]),
  );
}

function callersOf(entry: Authentication): Markdown {
  if (entry.type === 'iam') {
    return 'roles and users of this AWS account';
  }
  return entry.name === undefined
    ? 'holders of tokens'
    : `holders of tokens of ${code(entry.name)}`;
}

function issuedBy(entry: Authentication): Markdown {
  return entry.type === 'iam'
    ? ''
    : `. The issuer is ${code(entry.issuer)}, and whoever runs it can make a token with any claims`;
}

function jwtChanges(
  was: JwtAuthentication,
  is: JwtAuthentication,
  reach: Markdown,
): readonly Change[] {
  return [
    ...(was.issuer === is.issuer
      ? []
      : [
          wider(
            `**another issuer decides about tokens: ${code(is.issuer)}**, and no longer ${code(was.issuer)}. ` +
              `Whoever runs it can make a token with any claims. ${reach}`,
          ),
        ]),
    ...audienceChanges(was.audience, is.audience, reach),
    ...scopeChanges(was.scopes, is.scopes, reach),
    ...(was.nameClaim === is.nameClaim ? [] : [other(nameClaimText(was.nameClaim, is.nameClaim))]),
    ...portalChanges(was, is),
  ];
}

/** Names the grants that a change of issuer, audience or scope affects: all grants for tokens of this authentication. */
function reachText(grants: readonly Grant[], entry: JwtAuthentication): Markdown {
  const ids = grants
    .filter(
      ({ grantee }) =>
        grantee.kind === 'jwt' && authenticationNameOf(grantee) === nameOfEntry(entry),
    )
    .map(({ id }) => code(id));
  const tokens = entry.name === undefined ? 'tokens' : `tokens of ${code(entry.name)}`;
  return ids.length === 0
    ? `No grant is for ${tokens}, so this change gives nobody access`
    : `All grants for ${tokens} depend on this: ${ids.join(', ')}`;
}

function audienceChanges(
  was: readonly string[],
  is: readonly string[],
  reach: Markdown,
): readonly Change[] {
  return [
    ...missingIn(was, is).map((audience) => {
      const shared = sharedAudience(audience);
      const warning =
        shared === undefined
          ? ''
          : `. **Many applications share this audience: ${prose(shared)}.** Each of these applications could send its users' tokens to the broker`;
      return wider(
        `tokens that the issuer made for the audience ${code(audience)} are now accepted${warning}. ${reach}`,
      );
    }),
    ...missingIn(is, was).map((audience) =>
      narrower(`tokens for the audience ${code(audience)} are no longer accepted. ${reach}`),
    ),
  ];
}

/** A token needs one of the scopes. If the list is empty, a token needs no scope. */
function scopeChanges(
  was: readonly string[],
  is: readonly string[],
  reach: Markdown,
): readonly Change[] {
  if (was.length === 0 && is.length > 0) {
    return [narrower(`tokens now need one of the scopes ${is.map(code).join(', ')}. ${reach}`)];
  }
  if (was.length > 0 && is.length === 0) {
    return [
      wider(`tokens need no scope. Before, it was one of ${was.map(code).join(', ')}. ${reach}`),
    ];
  }
  return [
    ...missingIn(was, is).map((scope) =>
      wider(`tokens with the scope ${code(scope)} are now accepted. ${reach}`),
    ),
    ...missingIn(is, was).map((scope) =>
      narrower(`the scope ${code(scope)} is no longer enough for a token. ${reach}`),
    ),
  ];
}

function nameClaimText(was: string, is: string): Markdown {
  const warning = isMutable(is) ? '. **Users may be able to change this claim**' : '';
  return (
    `the readable part of federated user names comes from the claim ${code(is)}. Before, it was ${code(was)}${warning}. ` +
    'CloudTrail and the audit show this name. It gives no access, and revocations still work, because they match the hash ' +
    'of the issuer and the subject behind it'
  );
}

function missingIn(some: readonly string[], others: readonly string[]): readonly string[] {
  return others.filter((each) => !some.includes(each));
}
