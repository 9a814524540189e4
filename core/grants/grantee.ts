import {
  authenticationNameParser,
  UNNAMED_AUTHENTICATION,
} from '../callers/authentication-name.ts';
import { byField, object, record } from '../compound-parser.ts';
import { docs, schema } from '../json-schema.ts';
import { described, map, optional, type Parser, titled } from '../parser.ts';
import { show } from '../problems.ts';
import { claimNameParser } from './claim-template.ts';

/** A caller who signs with SigV4, in the stack's own account. */
export interface IamGrantee {
  /** `permission-set` means a permission set of IAM Identity Center. */
  readonly kind: IamGranteeKind;
  readonly name: string;
  /**
   * The 16 hexadecimal digits at the end of the permission set's role. Without them, the grant covers every role whose name
   * has the form of that role, also one that somebody made by hand.
   */
  readonly suffix?: string;
}

type IamGranteeKind = 'role' | 'user' | 'permission-set';

/** Every caller whose token has all of these claims. */
export interface JwtGrantee {
  readonly kind: 'jwt';
  /** The name of the `jwt` authentication whose tokens count. Absent for the authentication without a name. */
  readonly authentication?: string;
  readonly claims: readonly ClaimTest[];
}

export interface ClaimTest {
  readonly claim: string;
  /**
   * A string matches the claim itself or an item of its list. With `*` at its end, it matches what begins with the text before
   * the `*` and is longer. ANY_STRING matches any string that is not empty, never a list.
   */
  readonly value: string | boolean;
}

export type Grantee = IamGrantee | JwtGrantee;

export const ANY_STRING = '*';

/** The most claims that one grantee may name. */
const CLAIMS_MAX = 10;

/** Characters of a claim's value. */
export const CLAIM_VALUE_MAX = 1024;

/** The value before `*` ends where a name ends, so that `octo-org/repo` never includes `octo-org/repository`. */
const CLAIM_VALUE = /^(?:\*|[^*]+|[^*]*[:/]\*)$/;

/**
 * Characters of each kind of name.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
 * https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
 */
const NAME_MAX: Readonly<Record<IamGranteeKind, number>> = {
  role: 64,
  user: 64,
  'permission-set': 32,
};

const NAME_CHARACTERS = String.raw`[\w+=,.@-]`;

const NAME = new RegExp(`^${NAME_CHARACTERS}+$`);

/** The name of a permission set, followed by the suffix of its role. */
const PINNED = /^(.+)_([0-9a-f]{16})$/s;

const NAMED_GRANTEE = new RegExp(`^(${Object.keys(NAME_MAX).join('|')})/(.*)$`, 's');

const namedGranteeParser: Parser<IamGrantee> = {
  read(value, context) {
    if (Array.isArray(value)) {
      return context.addProblem('must be one grantee, was a list: write one grant for each');
    }
    const [, kind, name = ''] = (typeof value === 'string' && NAMED_GRANTEE.exec(value)) || [];
    if (!isIamGranteeKind(kind)) {
      return context.addProblem(
        `must be role/NAME, user/NAME or permission-set/NAME, was ${show(value)}`,
      );
    }
    const [, setName, suffix] = (kind === 'permission-set' && PINNED.exec(name)) || [];
    const max = NAME_MAX[kind];
    return NAME.test(name) && (setName ?? name).length <= max
      ? { kind, name: setName ?? name, ...(suffix === undefined ? {} : { suffix }) }
      : context.addProblem(
          `must have a name of 1 to ${max} letters, digits or _+=,.@- and no path, was ${show(value)}`,
        );
  },
  schema: schema(() => {
    const names = Object.entries(NAME_MAX).map(
      ([kind, max]) =>
        `${kind}/${NAME_CHARACTERS}{1,${max}}${kind === 'permission-set' ? '(?:_[0-9a-f]{16})?' : ''}`,
    );
    return { type: 'string', pattern: `^(?:${names.join('|')})$` };
  }),
};

export const iamGranteeParser: Parser<IamGrantee> = titled(
  'IAM grantee',
  described(
    namedGranteeParser,
    docs(
      "An IAM role or user of the stack's account, without its path, or a permission set of IAM Identity Center: role/NAME, " +
        'user/NAME, permission-set/NAME or permission-set/NAME_SUFFIX with the 16 hexadecimal digits at the end of its role.',
      { examples: ['role/TeamA', 'permission-set/Engineer_0123456789abcdef'] },
    ),
  ),
);

const claimValueParser: Parser<string | boolean> = {
  read(value, context) {
    if (Array.isArray(value)) {
      return context.addProblem('must be one value, was a list: write one grant for each');
    }
    if (typeof value !== 'boolean' && !isClaimText(value)) {
      return context.addProblem(
        `must be true, false or 1 to ${CLAIM_VALUE_MAX} characters, was ${show(value)}`,
      );
    }
    return typeof value === 'boolean' || CLAIM_VALUE.test(value)
      ? value
      : context.addProblem(
          'may have * only as the whole value, or at its end after : or /, as in repo:octo-org/octo-repo:*, ' +
            `was ${show(value)}`,
        );
  },
  schema: schema(() => ({
    anyOf: [
      { type: 'boolean' },
      { type: 'string', minLength: 1, maxLength: CLAIM_VALUE_MAX, pattern: CLAIM_VALUE.source },
    ],
  })),
};

const claimTestsParser = described(
  record(claimNameParser, claimValueParser, 1, CLAIMS_MAX),
  docs(
    'Every caller whose token has all of these claims. The name of a claim inside another is a JSON Pointer. A string matches ' +
      'the claim itself or an item of its list, and everything that begins with it if it ends in :* or /*. * matches any ' +
      'string that is not empty, never a list.',
    {
      examples: [
        { groups: 'analysts' },
        { '/realm_access/roles': 'analysts' },
        { sub: 'repo:octo-org/octo-repo:*' },
        { sub: '*' },
      ],
    },
  ),
);

/** Which tokens count. Cases have the same field. */
export const granteeAuthenticationParser = described(
  optional(authenticationNameParser),
  docs(
    'The name of the jwt entry of "authentication" whose tokens count. Required if there are several. Without it, the tokens ' +
      'of the entry without a name count.',
    { examples: ['people'] },
  ),
);

const jwtGranteeParser: Parser<JwtGrantee> = map(
  object({ jwt: claimTestsParser, authentication: granteeAuthenticationParser }),
  ({ jwt, ...authentication }) => ({
    kind: 'jwt',
    ...authentication,
    claims: jwt.map(([claim, value]) => ({ claim, value })),
  }),
);

/** Reads `{"iam": "role/NAME"}`, or `{"jwt": {"CLAIM": VALUE}}` with an optional field `authentication`. */
export const granteeParser: Parser<Grantee> = titled(
  'Grantee',
  described(
    byField<Grantee>({
      iam: map(object({ iam: iamGranteeParser }), ({ iam }) => iam),
      jwt: jwtGranteeParser,
    }),
    docs('Who gets the grant.'),
  ),
);

/** The name of the `jwt` authentication whose tokens count. */
export function authenticationNameOf({ authentication }: JwtGrantee): string {
  return authentication ?? UNNAMED_AUTHENTICATION;
}

/** The text that a value begins with if it matches, or undefined if the value has no `*` or is ANY_STRING. */
export function prefixIn(value: string | boolean): string | undefined {
  return typeof value === 'string' && value.endsWith('*') && value !== ANY_STRING
    ? value.slice(0, -1)
    : undefined;
}

/** Stands for the caller's session name in scopes and tags: `{sessionName}`. */
export const SESSION_NAME = 'sessionName';

/**
 * Whether the session name says who the caller is. IAM Identity Center sets the session name of a permission set's role. A look-alike
 * role that somebody made has another suffix. Callers of ordinary roles choose their session name.
 * Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function hasTrustedSessionName(grantee: Grantee): boolean {
  return grantee.kind === 'permission-set' && grantee.suffix !== undefined;
}

/** Formats the grantee in one line: `role/TeamA`, `groups=analysts`, `github: repository_id=1`. */
export function formatGrantee(grantee: Grantee): string {
  return grantee.kind === 'jwt'
    ? `${grantee.authentication === undefined ? '' : `${grantee.authentication}: `}` +
        grantee.claims.map(({ claim, value }) => `${claim}=${value}`).join(', ')
    : `${grantee.kind}/${grantee.name}${grantee.suffix === undefined ? '' : `_${grantee.suffix}`}`;
}

/**
 * The role that IAM Identity Center makes in an account for a permission set.
 * Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function permissionSetRoleName(name: string, suffix: string): string {
  return `AWSReservedSSO_${name}_${suffix}`;
}

function isIamGranteeKind(text: string | undefined): text is IamGranteeKind {
  return text !== undefined && Object.hasOwn(NAME_MAX, text);
}

function isClaimText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= CLAIM_VALUE_MAX;
}
