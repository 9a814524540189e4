import {
  entries,
  integer,
  list,
  matching,
  object,
  oneOf,
  optional,
  type Parser,
  parse,
  withDefault,
} from './parser.ts';
import { show } from './problems.ts';
import {
  isListOfOneObject,
  PERMISSIONS,
  type Permission,
  readTarget,
  type Target,
} from './target.ts';

/** Who a grant is for, always of the stack's own account. */
export interface IamGrantee {
  /** `permission-set` is one of IAM Identity Center. */
  readonly kind: 'role' | 'user' | 'permission-set';
  readonly name: string;
}

export interface Grant {
  readonly id: string;
  readonly grantee: IamGrantee;
  readonly scope: Target;
  readonly permission: Permission;
  readonly maxDurationSeconds: number;
  /** Names, or their beginnings followed by `*`, that the grantee may act for. */
  readonly federatedUserNames?: readonly string[];
  readonly description?: string;
}

/** Seconds. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const DURATION_MIN_SECONDS = 900;
export const DURATION_MAX_SECONDS = 129_600;
export const DURATION_DEFAULT_SECONDS = 3600;

/** Grants of a file. Every instance of the broker function reads them all as it starts. */
export const GRANTS_MAX = 10_000;

/** Entries of one grant's `federatedUserNames`. */
export const FEDERATED_USER_NAMES_MAX = 100;

/** Characters. */
export const DESCRIPTION_MAX = 1000;

export const readDuration: Parser<number> = integer(
  DURATION_MIN_SECONDS,
  DURATION_MAX_SECONDS,
  'seconds',
);

/** STS's grammar without `=`, which marks the names that the broker derives from identities. */
export const readFederatedUserName: Parser<string> = matching(
  /^[\w+,.@-]{2,32}$/,
  '2 to 32 letters, digits or _+,.@-',
);

const NAMED_GRANTEE = /^(role|user|permission-set)\/(.*)$/s;

/** Characters. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const IAM_NAME_MAX = 64;

/** Characters. Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html */
const PERMISSION_SET_NAME_MAX = 32;

const readIamGrantee: Parser<IamGrantee> = (value, place) => {
  const [, kind, name = ''] = (typeof value === 'string' ? NAMED_GRANTEE.exec(value) : null) ?? [];
  if (kind !== 'role' && kind !== 'user' && kind !== 'permission-set') {
    return place.refuse(`must be role/NAME, user/NAME or permission-set/NAME, was ${show(value)}`);
  }
  const max = kind === 'permission-set' ? PERMISSION_SET_NAME_MAX : IAM_NAME_MAX;
  if (!/^[\w+=,.@-]+$/.test(name) || name.length > max) {
    return place.refuse(
      `must have a name of 1 to ${max} letters, digits or _+=,.@- and no path, was ${show(value)}`,
    );
  }
  return { kind, name };
};

const readGrantee = object<{ iam: IamGrantee }>({ iam: readIamGrantee });

const readFields = object<Omit<Grant, 'grantee'> & { grantee: { iam: IamGrantee } }>({
  id: matching(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, _ or -'),
  grantee: readGrantee,
  scope: readTarget,
  permission: oneOf(PERMISSIONS),
  maxDurationSeconds: withDefault(readDuration, DURATION_DEFAULT_SECONDS),
  federatedUserNames: optional(
    list(
      matching(
        /^(?:[\w+,.@-]{2,32}|[\w+,.@-]{1,31}\*)$/,
        '2 to 32 letters, digits or _+,.@-, of which the last may be * in place of any ending',
      ),
      1,
      FEDERATED_USER_NAMES_MAX,
    ),
  ),
  description: optional(
    matching(new RegExp(`^.{1,${DESCRIPTION_MAX}}$`, 'su'), `1 to ${DESCRIPTION_MAX} characters`),
  ),
});

const readGrant: Parser<Grant> = (value, place) => {
  const fields = readFields(value, place);
  if (fields === undefined) {
    return undefined;
  }
  if (isListOfOneObject(fields.scope, fields.permission)) {
    return place.field('permission').refuse('LIST needs a scope that ends in /*');
  }
  return { ...fields, grantee: fields.grantee.iam };
};

const readFile = object<{ $schema?: string; grants: readonly Grant[] }>({
  $schema: optional(matching(/^/, 'a text')),
  grants: entries(readGrant, 0, GRANTS_MAX),
});

/** Reads `{"grants": […]}`. Throws InvalidInput with all problems. */
export function parseGrants(value: unknown): readonly Grant[] {
  return parse(
    (file, place) => {
      const grants = readFile(file, place)?.grants;
      const ids = new Set<string>();
      for (const [index, { id }] of (grants ?? []).entries()) {
        if (ids.has(id)) {
          place.field('grants').entry(index, id).field('id').refuse('is that of an earlier grant');
        }
        ids.add(id);
      }
      return grants;
    },
    value,
    'the grants file',
  );
}
