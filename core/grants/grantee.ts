import { CLAIM_NAME } from '../callers/claims.ts';
import { type Parser, record } from '../parser.ts';
import { show } from '../problems.ts';

/** Who signs with SigV4, always of the stack's own account. */
export interface IamGrantee {
  /** `permission-set` is one of IAM Identity Center. */
  readonly kind: 'role' | 'user' | 'permission-set';
  readonly name: string;
}

/** Whoever sends a token with all of these claims. */
export interface JwtGrantee {
  readonly kind: 'jwt';
  readonly claims: readonly ClaimTest[];
}

export interface ClaimTest {
  readonly claim: string;
  /** A text equals the claim or is one of the texts in its list; ANY_TEXT is any text but the empty one. */
  readonly value: string | boolean;
}

export type Grantee = IamGrantee | JwtGrantee;

export const ANY_TEXT = '*';

/** Claims that one grantee may name. */
const CLAIMS_MAX = 10;

/** Characters of a claim's value. */
const CLAIM_VALUE_MAX = 1024;

const NAMED_GRANTEE = /^(role|user|permission-set)\/(.*)$/s;

/** Characters. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const IAM_NAME_MAX = 64;

/** Characters. Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html */
const PERMISSION_SET_NAME_MAX = 32;

/** `{"iam": "role/NAME"}` or `{"jwt": {CLAIM: VALUE}}`. */
export const readGrantee: Parser<Grantee> = (value, place) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return place.refuse(`must be a JSON object with iam or jwt, was ${show(value)}`);
  }
  const [kind, ...others] = Object.keys(value);
  if (others.length === 0 && kind === 'iam') {
    return readIamGrantee(Reflect.get(value, kind), place.field(kind));
  }
  return others.length === 0 && kind === 'jwt'
    ? readJwtGrantee(Reflect.get(value, kind), place.field(kind))
    : place.refuse('must have one field, iam or jwt');
};

export const readIamGrantee: Parser<IamGrantee> = (value, place) => {
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

const readClaimTests = record<ClaimTest>(
  (claim, value, place) => {
    if (!CLAIM_NAME.test(claim)) {
      return place.refuse('must be the name of a claim, 1 to 128 letters, digits or _:./-');
    }
    return typeof value === 'boolean' || isClaimText(value)
      ? { claim, value }
      : place.refuse(
          `must be true, false or 1 to ${CLAIM_VALUE_MAX} characters, was ${show(value)}`,
        );
  },
  1,
  CLAIMS_MAX,
);

const readJwtGrantee: Parser<JwtGrantee> = (value, place) => {
  const claims = readClaimTests(value, place);
  return claims === undefined ? undefined : { kind: 'jwt', claims };
};

/** As the grants file has it: `role/TeamA`, `groups=analysts`. */
export function formatGrantee(grantee: Grantee): string {
  return grantee.kind === 'jwt'
    ? grantee.claims.map(({ claim, value }) => `${claim}=${value}`).join(', ')
    : `${grantee.kind}/${grantee.name}`;
}

function isClaimText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= CLAIM_VALUE_MAX;
}
