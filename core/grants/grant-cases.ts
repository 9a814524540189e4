import { formatTarget, isListOfOneObject, PERMISSIONS, readTarget } from '../aws/target.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import { entries, matching, object, oneOf, optional, type Parser, parse } from '../parser.ts';
import { InvalidInput, show } from '../problems.ts';
import type { Grant } from './grant.ts';
import { readDuration, readFederatedUserName } from './grant.ts';
import { indexGrants } from './grant-index.ts';
import { type AccessRequest, matchGrant, type NearMiss } from './grant-matching.ts';
import { type IamGrantee, readIamGrantee } from './grantee.ts';

/** What the grants must answer to a request, so that a team tests them before they are deployed. */
export interface GrantCase {
  readonly caller: CallerIdentity;
  readonly request: AccessRequest;
  /** A grant's id, or REFUSED. */
  readonly expect: string;
}

/** No grant has this id. */
export const REFUSED = 'refused';

const CASES_MAX = 10_000;

/** Where only the kind and the name of a caller decide. */
const ANY_ACCOUNT = '111122223333';
const ANY_SESSION = 'session';
const ANY_PERMISSION_SET_SUFFIX = '0123456789abcdef';

type CaseFields = Omit<GrantCase, 'request'> & {
  readonly target: AccessRequest['target'];
  readonly permission: AccessRequest['permission'];
  readonly durationSeconds?: number;
  readonly name?: string;
};

const readIamCaller: Parser<CallerIdentity> = (value, place) => {
  const named = readIamGrantee(value, place);
  return named === undefined ? undefined : callerNamed(named);
};

const readJwtCaller: Parser<CallerIdentity> = (value, place) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return place.refuse(`must be a JSON object of claims, was ${show(value)}`);
  }
  const subject: unknown = Reflect.get(value, 'sub');
  return typeof subject === 'string' && subject !== ''
    ? { kind: 'jwt', issuer: '', subject, displayName: subject, claims: { ...value } }
    : place.field('sub').refuse(`must be a text, as in every token, was ${show(subject)}`);
};

/** `{"iam": "role/NAME"}`, or `{"jwt": CLAIMS}` with the claims as a token has them. */
const readCaller: Parser<CallerIdentity> = (value, place) => {
  const kind = typeof value === 'object' && value !== null ? Object.keys(value).join() : '';
  if (kind === 'iam') {
    return readIamCaller(Reflect.get(Object(value), kind), place.field(kind));
  }
  return kind === 'jwt'
    ? readJwtCaller(Reflect.get(Object(value), kind), place.field(kind))
    : place.refuse('must be a JSON object with one field, iam or jwt');
};

const readFields = object<CaseFields>({
  caller: readCaller,
  target: readTarget,
  permission: oneOf(PERMISSIONS),
  durationSeconds: optional(readDuration),
  name: optional(readFederatedUserName),
  expect: matching(/^[A-Za-z0-9_-]{1,64}$/, `the id of a grant, or ${REFUSED}`),
});

const readCase: Parser<GrantCase> = (value, place) => {
  const fields = readFields(value, place);
  if (fields === undefined) {
    return undefined;
  }
  const { caller, expect, ...request } = fields;
  return isListOfOneObject(request.target, request.permission)
    ? place.field('permission').refuse('LIST needs a target that ends in /*')
    : { caller, request, expect };
};

const readFile = object<{ $schema?: string; cases: readonly GrantCase[] }>({
  $schema: optional(matching(/^/, 'a text')),
  cases: entries(readCase, 0, CASES_MAX),
});

/** Reads `{"cases": […]}`. Throws InvalidInput with all problems. */
export function parseGrantCases(value: unknown): readonly GrantCase[] {
  return parse(readFile, value, 'the cases file').cases;
}

/** Throws InvalidInput with every case that the grants answer otherwise. */
export function checkGrantCases(cases: readonly GrantCase[], grants: readonly Grant[]): void {
  const index = indexGrants(grants);
  const ids = new Set([REFUSED, ...grants.map(({ id }) => id)]);
  const problems = cases.flatMap(({ caller, request, expect }, position) => {
    const match = matchGrant(index, caller, request);
    const answered = match.covered ? match.grant.id : REFUSED;
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

function reasons(nearMisses: readonly NearMiss[]): string {
  const near = nearMisses.map(({ grantId, fails }) => `${grantId} by its ${fails.join(' and ')}`);
  return near.length === 0 ? ' (no grant is for this caller)' : ` (misses ${near.join(', ')})`;
}

function callerNamed({ kind, name }: IamGrantee): CallerIdentity {
  if (kind === 'user') {
    return { kind, accountId: ANY_ACCOUNT, userName: name, arn: '' };
  }
  const roleName = kind === 'role' ? name : `AWSReservedSSO_${name}_${ANY_PERMISSION_SET_SUFFIX}`;
  return {
    kind: 'assumed-role',
    accountId: ANY_ACCOUNT,
    roleName,
    sessionName: ANY_SESSION,
    arn: '',
  };
}
