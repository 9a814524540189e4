import { includesPermission } from '../aws/target.ts';
import { membersOf } from '../callers/claims.ts';
import { claimsIn } from '../grants/claim-template.ts';
import type { Grant } from '../grants/grant.ts';
import { matchesName } from '../grants/grant-matching.ts';
import {
  ANY_STRING,
  authenticationNameOf,
  type ClaimTest,
  formatGrantee,
  type Grantee,
  prefixIn,
} from '../grants/grantee.ts';
import { mutableClaimWarnings } from '../grants/mutable-claims.ts';
import { formatScope } from '../grants/scope.ts';
import { isValidAsLong } from '../grants/valid-until.ts';
import { groupBy } from '../group-by.ts';
import { InvalidInput, show } from '../problems.ts';
import {
  type Authentication,
  type JwtAuthentication,
  jwtAuthenticationsIn,
} from './authentication.ts';
import { sharedAudience } from './known-audiences.ts';
import {
  resembledIssuer,
  type SharedIssuer,
  severalTenantsIn,
  sharedIssuerOf,
} from './known-issuers.ts';

/** Faults of well-formed grants: they can never work, let strangers in, or probably mean something else. */
export interface Findings {
  /** These refuse the deployment. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Claims that issuers write as lists, at the top of a token or inside another claim. */
const LIST_CLAIMS: ReadonlySet<string> = new Set([
  'groups',
  'roles',
  'cognito:groups',
  'wids',
  'amr',
  'entitlements',
]);

export function findingsOf(
  grants: readonly Grant[],
  authentication: readonly Authentication[],
): Findings {
  const entries = jwtAuthenticationsIn(authentication);
  const issuerOf = ({ grantee }: Grant) =>
    grantee.kind === 'jwt' ? entries.get(authenticationNameOf(grantee))?.issuer : undefined;
  // A grant with several scopes has the same findings for each scope.
  const once = (findings: readonly string[]) => [...new Set(findings)];
  return {
    errors: once(
      grants.flatMap((grant) => {
        const issuer = issuerOf(grant);
        return (
          issuer === undefined
            ? []
            : [...strangerErrors(grant, issuer), ...slashErrors(grant, issuer)]
        ).map((finding) => `grant "${grant.id}": ${finding}`);
      }),
    ),
    warnings: once([
      ...[...entries.values()].flatMap((entry) => [
        ...issuerWarnings(entry),
        ...audienceWarnings(entry),
      ]),
      ...mutableClaimWarnings(grants),
      ...grants.flatMap((grant) =>
        [
          ...permissionSetWarnings(grant),
          ...folderWarnings(grant),
          ...nestedClaimWarnings(grant),
          ...listClaimWarnings(grant),
        ].map((finding) => `grant "${grant.id}": ${finding}`),
      ),
      ...shadowedGrantWarnings(grants),
    ]),
  };
}

/** Throws InvalidInput with all errors. */
export function checkFindings(
  grants: readonly Grant[],
  authentication: readonly Authentication[],
): void {
  const { errors } = findingsOf(grants, authentication);
  if (errors.length > 0) {
    throw new InvalidInput(errors);
  }
}

/** Anyone can get a token of a shared issuer, so a grant must name whose tokens it accepts. */
function strangerErrors({ grantee }: Grant, issuer: string): readonly string[] {
  const shared = sharedIssuerOf(issuer);
  if (shared === undefined || grantee.kind !== 'jwt') {
    return [];
  }
  const isLimited = grantee.claims.some((test) => identifiesOwner(test, shared));
  return isLimited
    ? []
    : [
        `grantee: jwt: lets in anyone, because ${shared.name} (${issuer}) gives tokens to anyone: ` +
          `add an exact value of ${shared.identifying.join(' or ')}`,
      ];
}

function identifiesOwner(
  { claim, value }: ClaimTest,
  { identifying, ownerPrefixes = {} }: SharedIssuer,
): boolean {
  const prefix = prefixIn(value);
  return prefix === undefined
    ? identifying.includes(claim) && value !== ANY_STRING
    : ownerPrefixes[claim]?.test(prefix) === true;
}

/** A value with a slash cannot fill a folder or a tag. */
function slashErrors(grant: Grant, issuer: string): readonly string[] {
  const shared = sharedIssuerOf(issuer);
  const fault = (claim: string) =>
    `{${claim}} matches no token, because ${shared?.name} writes it with a slash, which one folder or tag cannot hold: ` +
    'use a claim without one, such as an id';
  return [...grant.scope.claims.map((claim) => ({ field: 'scope', claim })), ...claimsInTags(grant)]
    .filter(({ claim }) => shared?.withSlash.includes(claim))
    .map(({ field, claim }) => `${field}: ${fault(claim)}`);
}

function issuerWarnings({ name, issuer }: JwtAuthentication): readonly string[] {
  const field = `${fieldOf(name)}: issuer`;
  const tenants = severalTenantsIn(issuer);
  const resembled = resembledIssuer(issuer);
  return [
    ...(tenants === undefined
      ? []
      : [
          `${field}: no token has this issuer, because tokens of /${tenants}/ name the ` +
            'tenant of their user: write your tenant’s id in its place',
        ]),
    ...(resembled === undefined
      ? []
      : [
          `${field}: ${show(issuer)} resembles ${resembled} and is another issuer: ` +
            'write the one that your tokens have as "iss"',
        ]),
  ];
}

function fieldOf(name: string | undefined): string {
  return name === undefined ? 'authentication' : `authentication "${name}"`;
}

/** Another application that receives such a token could send it to the broker and act as that user. */
function audienceWarnings({ name, audience }: JwtAuthentication): readonly string[] {
  return audience.flatMap((each) => {
    const who = sharedAudience(each);
    return who === undefined
      ? []
      : [
          `${fieldOf(name)}: audience: ${show(each)} lets in tokens that were made for other applications, because ${who}: ` +
            'let the issuer write an audience of the broker’s own',
        ];
  });
}

/** An administrator of the account can create a role by hand with a name like the role of a permission set. */
function permissionSetWarnings({ grantee }: Grant): readonly string[] {
  return grantee.kind === 'permission-set' && grantee.suffix === undefined
    ? [
        `grantee: permission-set/${grantee.name} also covers a role that somebody names ` +
          `AWSReservedSSO_${grantee.name}_ and 16 hexadecimal digits: add the digits of the real role, ` +
          `as in permission-set/${grantee.name}_0123456789abcdef`,
      ]
    : [];
}

/** `s3://BUCKET/team-a` is the object `team-a`, not the content of a folder with that name. */
function folderWarnings({ scope }: Grant): readonly string[] {
  const { template } = scope;
  if (template.kind !== 'object') {
    return [];
  }
  const [name = ''] = template.objectKey.split('/').slice(-1);
  return name.includes('.')
    ? []
    : [
        `scope: means the one object ${show(template.objectKey)}: ` +
          `write ${formatScope(scope)}/* if it is a folder`,
      ];
}

/** Many programs write the way to a claim inside another with dots. */
function nestedClaimWarnings({ grantee, ...grant }: Grant): readonly string[] {
  const claims = [
    ...testsOf(grantee).map(({ claim }) => ({ field: 'grantee', claim })),
    ...grant.scope.claims.map((claim) => ({ field: 'scope', claim })),
    ...claimsInTags({ grantee, ...grant }),
  ];
  return claims
    .filter(({ claim }) => claim.includes('.') && !/^(?:https?:\/\/|\/)/.test(claim))
    .map(
      ({ field, claim }) =>
        `${field}: ${claim} is the name of one claim: ` +
        `write /${claim.replaceAll('.', '/')} for a claim inside another`,
    );
}

export function isListClaim(claim: string): boolean {
  return LIST_CLAIMS.has(membersOf(claim).at(-1) ?? claim);
}

function listClaimWarnings({ grantee }: Grant): readonly string[] {
  return testsOf(grantee)
    .filter(({ claim, value }) => value === ANY_STRING && isListClaim(claim))
    .map(
      ({ claim }) =>
        `grantee: jwt.${claim}: "*" matches any string, never a list, and issuers write ${claim} as a list: ` +
        'name one value',
    );
}

/** Of two grants for the same grantee and scope, the first wins whenever it covers the request. */
function shadowedGrantWarnings(grants: readonly Grant[]): readonly string[] {
  return [...groupBy(grants, placeAndGrantee).values()].flatMap((alike) =>
    alike.flatMap((grant, index) => {
      const winner = alike.slice(0, index).find((earlier) => covers(earlier, grant));
      return winner === undefined
        ? []
        : [
            `grant "${grant.id}": is never used, because "${winner.id}" covers all that it covers and comes first: ` +
              'remove it, or put it first',
          ];
    }),
  );
}

function placeAndGrantee({ grantee, scope }: Grant): string {
  const who =
    grantee.kind === 'jwt'
      ? [
          authenticationNameOf(grantee),
          ...grantee.claims.map(({ claim, value }) => JSON.stringify([claim, value])).sort(),
        ]
      : [formatGrantee(grantee)];
  return JSON.stringify([formatScope(scope), ...who]);
}

function covers(earlier: Grant, later: Grant): boolean {
  return (
    includesPermission(earlier.permission, later.permission) &&
    // A policy of the caller's own that deletes objects skips a grant with createOnly.
    (earlier.createOnly !== true || later.createOnly === true) &&
    earlier.maxDurationSeconds >= later.maxDurationSeconds &&
    isValidAsLong(earlier.validUntil, later.validUntil) &&
    (earlier.console === true || later.console !== true) &&
    coversNames(earlier.federatedUserNames, later.federatedUserNames)
  );
}

export function coversNames(
  earlier: Grant['federatedUserNames'],
  later: Grant['federatedUserNames'],
): boolean {
  if (earlier === undefined || later === undefined) {
    return earlier === later;
  }
  return later.every((name) => matchesName(earlier, name));
}

function testsOf(grantee: Grantee): readonly ClaimTest[] {
  return grantee.kind === 'jwt' ? grantee.claims : [];
}

function claimsInTags({ tags = [] }: Grant): readonly {
  readonly field: string;
  readonly claim: string;
}[] {
  return tags.flatMap(({ key, value }) =>
    claimsIn(value).map((claim) => ({ field: `tags.${key}`, claim })),
  );
}
