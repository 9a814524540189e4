import {
  isListOfOneObject,
  listRule,
  type Permission,
  PREFIX_TARGET,
  permissionParser,
  requestedTargetParser,
} from '../aws/target.ts';
import { UNNAMED_AUTHENTICATION } from '../callers/authentication-name.ts';
import type { CallerIdentity, JwtCaller } from '../callers/identity.ts';
import {
  byField,
  either,
  entries,
  file,
  list,
  object,
  type ParsedFields,
} from '../compound-parser.ts';
import { durationParser, federatedUserNameParser } from '../grants/grant.ts';
import {
  granteeAuthenticationParser,
  type IamGrantee,
  iamGranteeParser,
  permissionSetRoleName,
} from '../grants/grantee.ts';
import {
  ACCESSES_MAX,
  type RequestedAccess,
  type SessionRequest,
} from '../grants/session-match.ts';
import { instantParser } from '../grants/valid-until.ts';
import { docs, schema } from '../json-schema.ts';
import { accessesOf } from '../own-policies/own-policy.ts';
import { ownPolicyParser } from '../own-policies/own-policy-parser.ts';
import {
  checked,
  described,
  map,
  matching,
  optional,
  type Parsed,
  type Parser,
  parse,
  titled,
  withDefault,
} from '../parser.ts';
import { type ParseContext, show } from '../problems.ts';

/** What the grants must answer to a request, so that a team can test them before it deploys them. */
export interface GrantCase {
  readonly caller: CallerIdentity;
  readonly request: SessionRequest;
  /** When the request is sent. */
  readonly at: Date;
  readonly expect: Outcome;
}

/** The different ids of the grants that cover the request, sorted, or only REFUSED. */
export type Outcome = readonly string[];

/** A case as written in the cases file. parseGrantCases has accepted the case. */
export interface WrittenCase {
  readonly caller:
    | { readonly iam: string }
    | { readonly jwt: object; readonly authentication?: string };
  readonly target?: string;
  readonly permission?: Permission;
  /** Instead of `target` and `permission`. */
  readonly accesses?: readonly { readonly target: string; readonly permission: Permission }[];
  /** Instead of `target` and `permission`: a policy of the caller. */
  readonly policy?: unknown;
  readonly durationSeconds?: number;
  readonly name?: string;
  readonly sessionName?: string;
  readonly at?: string;
  readonly expect: string | Outcome;
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

const outcomeItemParser = matching(/^[\w-]{1,64}$/, `the id of a grant, or ${REFUSED}`);

const fieldsOfEachCase = {
  caller: callerParser,
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
    map(either(list(outcomeItemParser, 1, ACCESSES_MAX), outcomeItemParser), outcomeOf),
    docs(
      'The id of the grant that covers the request, or refused. If several grants cover parts of the request, the list of their ids.',
    ),
  ),
};

const accessFields = { target: requestedTargetParser, permission: permissionParser };

const accessRule = schema(() => listRule('permission', { target: PREFIX_TARGET }));

const accessCaseParser = map(
  checked(object({ ...accessFields, ...fieldsOfEachCase }), checkAccess, accessRule),
  ({ target, permission, ...fields }) => ({ ...fields, accesses: [{ target, permission }] }),
);

const accessesCaseParser = object({
  accesses: described(
    list(checked(object(accessFields), checkAccess, accessRule), 1, ACCESSES_MAX),
    docs('The accesses of one session, instead of target and permission.'),
  ),
  ...fieldsOfEachCase,
});

const policyCaseParser = map(
  object({ policy: ownPolicyParser, ...fieldsOfEachCase }),
  ({ policy, ...fields }) => ({ ...fields, accesses: accessesOf(policy) }),
);

type CaseFields = Omit<Parsed<typeof accessesCaseParser>, 'accesses'> & {
  readonly accesses: readonly RequestedAccess[];
};

const caseFieldsParser: Parser<CaseFields> = {
  read(value, context) {
    const has = (field: string) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, field);
    if (has('policy')) {
      return policyCaseParser.read(value, context);
    }
    return (has('accesses') ? accessesCaseParser : accessCaseParser).read(value, context);
  },
  schema: schema(() => ({
    oneOf: [accessCaseParser.schema(), accessesCaseParser.schema(), policyCaseParser.schema()],
  })),
};

const caseParser: Parser<GrantCase> = titled(
  'Case',
  map(
    checked(caseFieldsParser, ({ caller, sessionName }, context) => {
      if (sessionName !== undefined && caller.kind !== 'assumed-role') {
        context.field('sessionName').addProblem('is possible only for a role or permission set');
      }
    }),
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

function checkAccess(
  { target, permission }: ParsedFields<typeof accessFields>,
  context: ParseContext,
): void {
  if (isListOfOneObject(target, permission)) {
    context.field('permission').addProblem('LIST needs a target that ends in /*');
  }
}

export const casesFileParser: Parser<{ readonly cases: readonly GrantCase[] }> = file({
  cases: entries(caseParser, 0, CASES_MAX),
});

/** Reads `{"cases": […]}`. Throws InvalidInput with all problems. */
export function parseGrantCases(value: unknown): readonly GrantCase[] {
  return parse(casesFileParser, value, 'the cases file').cases;
}

/** Reads the field `expect` of a case. */
export function outcomeOf(expect: WrittenCase['expect']): Outcome {
  return [...new Set([expect].flat())].sort();
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
