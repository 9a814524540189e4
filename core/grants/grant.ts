import { readKmsKey } from '../aws/kms-key.ts';
import { PERMISSIONS } from '../aws/target.ts';
import {
  boolean,
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
} from '../parser.ts';
import type { Place } from '../problems.ts';
import { type Access, checkAccess } from './access.ts';
import { claimsIn } from './claim-template.ts';
import { type Grantee, readGrantee } from './grantee.ts';
import { readScope } from './scope.ts';
import { readSessionTags, type SessionTag } from './session-tag.ts';

export interface Grant extends Access {
  readonly id: string;
  readonly grantee: Grantee;
  readonly maxDurationSeconds: number;
  /** Names, or their beginnings followed by `*`, that the grantee may act for. */
  readonly federatedUserNames?: readonly string[];
  /** Of every session that the grant gives. */
  readonly tags?: readonly SessionTag[];
  /** Whether it gives sign-in links to the AWS console, too. */
  readonly console?: boolean;
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

const readFields = object<Grant>({
  // Cases say `refused` where they expect no grant.
  id: matching(/^(?!refused$)[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, _ or -, not refused'),
  grantee: readGrantee,
  scope: readScope,
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
  tags: optional(readSessionTags),
  kmsKey: optional(readKmsKey),
  console: optional(boolean),
  description: optional(
    matching(new RegExp(`^.{1,${DESCRIPTION_MAX}}$`, 'su'), `1 to ${DESCRIPTION_MAX} characters`),
  ),
});

const readGrant: Parser<Grant> = (value, place) => {
  const grant = readFields(value, place);
  if (grant === undefined) {
    return undefined;
  }
  checkAccess(grant, place);
  if (grant.grantee.kind !== 'jwt') {
    refuseClaims(grant, place);
  }
  return grant;
};

/** Only tokens have claims. */
function refuseClaims({ scope, tags = [] }: Grant, place: Place): void {
  if (scope.claims.length > 0) {
    place.field('scope').refuse('can have {claim} only where the grantee is jwt');
  }
  for (const { key } of tags.filter(({ value }) => claimsIn(value).length > 0)) {
    place.field('tags').field(key).refuse('can have {claim} only where the grantee is jwt');
  }
}

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
