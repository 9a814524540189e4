import {
  formatTarget,
  isListOfOneObject,
  listRule,
  type Permission,
  PREFIX_TARGET,
  permissionParser,
  requestedTargetParser,
} from '../aws/target.ts';
import { UNNAMED_AUTHENTICATION } from '../callers/authentication-name.ts';
import type { CallerIdentity, JwtCaller } from '../callers/identity.ts';
import { byField, entries, file, object } from '../compound-parser.ts';
import { docs, schema } from '../json-schema.ts';
import {
  checked,
  described,
  map,
  matching,
  optional,
  type Parser,
  parse,
  titled,
  withDefault,
} from '../parser.ts';
import { InvalidInput, show } from '../problems.ts';
import { durationParser, federatedUserNameParser, type Grant } from './grant.ts';
import { type GrantIndex, indexGrants } from './grant-index.ts';
import {
  type AccessRequest,
  type GrantMatch,
  matchGrant,
  type NearMiss,
} from './grant-matching.ts';
import {
  granteeAuthenticationParser,
  type IamGrantee,
  iamGranteeParser,
  permissionSetRoleName,
} from './grantee.ts';
import { instantParser } from './valid-until.ts';

/** What the grants must answer to a request, so that a team can test them before it deploys them. */
export interface GrantCase {
  readonly caller: CallerIdentity;
  readonly request: AccessRequest;
  /** When the request is sent. */
  readonly at: Date;
  /** A grant's id, or REFUSED. */
  readonly expect: string;
}

/** A case as written in the cases file. parseGrantCases has accepted the case. */
export interface WrittenCase {
  readonly caller:
    | { readonly iam: string }
    | { readonly jwt: object; readonly authentication?: string };
  readonly target: string;
  readonly permission: Permission;
  readonly durationSeconds?: number;
  readonly name?: string;
  readonly sessionName?: string;
  readonly at?: string;
  readonly expect: string;
}

/** No grant has this id. */
export const REFUSED = 'refused';

const CASES_MAX = 10_000;

/** Cases must have the same outcome on every day, so they do not use the time of the machine. */
const BEFORE_EVERY_END = new Date(0);

/** Values for the parts of an IAM identity that do not affect which grants apply. */
const ANY_ACCOUNT = '111122223333';
const ANY_SESSION = 'session';
const ANY_PERMISSION_SET_SUFFIX = '0123456789abcdef';

const tokenClaimsParser: Parser<Omit<JwtCaller, 'authentication'>> = {
  read(value, context) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return context.addProblem(`must be a JSON object of claims, was ${show(value)}`);
    }
    const subject: unknown = Reflect.get(value, 'sub');
    return typeof subject === 'string' && subject !== ''
      ? { kind: 'jwt', issuer: '', subject, displayName: subject, claims: { ...value } }
      : context
          .field('sub')
          .addProblem(`must be a string, because every token has one, was ${show(subject)}`);
  },
  schema: schema(() => ({
    type: 'object',
    required: ['sub'],
    properties: { sub: { type: 'string', minLength: 1 } },
  })),
};

/** Reads `{"iam": "role/NAME"}`, or `{"jwt": CLAIMS}` with the claims of a token and an optional field `authentication`. */
const callerParser: Parser<CallerIdentity> = titled(
  'Caller',
  described(
    byField<CallerIdentity>({
      iam: map(object({ iam: iamGranteeParser }), ({ iam }) => callerNamed(iam)),
      jwt: map(
        object({
          jwt: described(
            tokenClaimsParser,
            docs("The claims of the caller's token.", {
              examples: [{ sub: 'alice', groups: ['analysts'] }],
            }),
          ),
          authentication: granteeAuthenticationParser,
        }),
        ({ jwt, authentication = UNNAMED_AUTHENTICATION }) => ({ ...jwt, authentication }),
      ),
    }),
    docs('Who sends the request.'),
  ),
);

const caseFields = object({
  caller: callerParser,
  target: requestedTargetParser,
  permission: permissionParser,
  durationSeconds: described(
    optional(durationParser),
    docs('The session length that the request asks for. Without it, the request asks for none.'),
  ),
  name: described(
    optional(federatedUserNameParser),
    docs('The federated user that the caller acts for.'),
  ),
  sessionName: described(
    optional(matching(/^[\w+=,.@-]{2,64}$/, '2 to 64 letters, digits or _+=,.@-')),
    docs('The session name of a caller with a role. IAM Identity Center sets that of its roles.', {
      examples: ['alice@example.com'],
    }),
  ),
  at: described(
    withDefault(instantParser, BEFORE_EVERY_END),
    docs('When the request is sent, in UTC. Without it, no grant has ended yet.', {
      examples: ['2026-12-31T18:00:00Z'],
    }),
  ),
  expect: described(
    matching(/^[\w-]{1,64}$/, `the id of a grant, or ${REFUSED}`),
    docs('The id of the grant that covers the request, or refused.'),
  ),
});

const caseParser: Parser<GrantCase> = titled(
  'Case',
  map(
    checked(
      caseFields,
      ({ caller, target, permission, sessionName }, context) => {
        if (isListOfOneObject(target, permission)) {
          context.field('permission').addProblem('LIST needs a target that ends in /*');
        }
        if (sessionName !== undefined && caller.kind !== 'assumed-role') {
          context.field('sessionName').addProblem('is possible only for a role or permission set');
        }
      },
      schema(() => listRule('permission', { target: PREFIX_TARGET })),
    ),
    ({ caller, sessionName, at, expect, ...request }) => ({
      caller:
        caller.kind === 'assumed-role' && sessionName !== undefined
          ? { ...caller, sessionName }
          : caller,
      request,
      at,
      expect,
    }),
  ),
);

export const casesFileParser: Parser<{ readonly cases: readonly GrantCase[] }> = file({
  cases: entries(caseParser, 0, CASES_MAX),
});

/** Reads `{"cases": […]}`. Throws InvalidInput with all problems. */
export function parseGrantCases(value: unknown): readonly GrantCase[] {
  return parse(casesFileParser, value, 'the cases file').cases;
}

/** Throws InvalidInput with every case that the grants answer differently. */
export function checkGrantCases(cases: readonly GrantCase[], grants: readonly Grant[]): void {
  const index = indexGrants(grants);
  const ids = new Set([REFUSED, ...grants.map(({ id }) => id)]);
  const problems = cases.flatMap(({ caller, request, at, expect }, position) => {
    const match = matchGrant(index, caller, request, at);
    const answered = outcomeOf(match);
    return answered === expect
      ? []
      : [
          `cases[${position}]: ${request.permission} on ${formatTarget(request.target)}: ` +
            `expected ${expect}${ids.has(expect) ? '' : ' (no grant has this id)'}, got ${answered}${match.covered ? '' : reasons(match.nearMisses)}`,
        ];
  });
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}

/** The outcome of a case: the id of the grant that covers the request, or REFUSED. */
export function answerTo(written: WrittenCase, index: GrantIndex): string {
  const [{ caller, request, at }] = parseGrantCases({ cases: [written] }) as [GrantCase];
  return outcomeOf(matchGrant(index, caller, request, at));
}

function outcomeOf(match: GrantMatch): string {
  return match.covered ? match.grant.id : REFUSED;
}

function reasons(nearMisses: readonly NearMiss[]): string {
  const near = nearMisses.map(({ grantId, fails }) => `${grantId} by its ${fails.join(' and ')}`);
  return near.length === 0 ? ' (no grant is for this caller)' : ` (misses ${near.join(', ')})`;
}

function callerNamed({
  kind,
  name,
  suffix = ANY_PERMISSION_SET_SUFFIX,
}: IamGrantee): CallerIdentity {
  if (kind === 'user') {
    return { kind, accountId: ANY_ACCOUNT, userName: name, arn: '' };
  }
  return {
    kind: 'assumed-role',
    accountId: ANY_ACCOUNT,
    roleName: kind === 'role' ? name : permissionSetRoleName(name, suffix),
    sessionName: ANY_SESSION,
    arn: '',
  };
}
