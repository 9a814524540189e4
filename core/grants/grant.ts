import { kmsKeyParser } from '../aws/kms-key.ts';
import { regionParser } from '../aws/region.ts';
import { permissionParser } from '../aws/target.ts';
import { entries, file, list, object } from '../compound-parser.ts';
import { docs, schema } from '../json-schema.ts';
import {
  boolean,
  checked,
  described,
  integer,
  map,
  matching,
  optional,
  type Parsed,
  type Parser,
  parse,
  text,
  titled,
  withDefault,
} from '../parser.ts';
import { type ParseContext, show } from '../problems.ts';
import { accessRule, checkAccess, createOnlyParser } from './access.ts';
import { claimsIn, noTemplateSchema } from './claim-template.ts';
import { granteeParser, hasTrustedSessionName, SESSION_NAME } from './grantee.ts';
import { formatScope, type Scope, scopeParser } from './scope.ts';
import { sessionTagsParser } from './session-tag.ts';
import { validUntilParser } from './valid-until.ts';

/** Seconds. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const DURATION_MIN_SECONDS = 900;
export const DURATION_MAX_SECONDS = 129_600;
export const DURATION_DEFAULT_SECONDS = 3600;

/** The most grants in a file. Each instance of the broker function reads all of them when it starts. */
export const GRANTS_MAX = 10_000;

/** The most scopes of a grant. */
export const SCOPES_MAX = 100;

/** The most entries in a grant's `federatedUserNames`. */
export const FEDERATED_USER_NAMES_MAX = 100;

/** Characters. */
const DESCRIPTION_MAX = 1000;

export const durationParser: Parser<number> = integer(
  DURATION_MIN_SECONDS,
  DURATION_MAX_SECONDS,
  'seconds',
);

/** STS's grammar without `=`, which marks the names that the broker derives from identities. */
export const federatedUserNameParser: Parser<string> = matching(
  /^[\w+,.@-]{2,32}$/,
  '2 to 32 letters, digits or _+,.@-',
);

/** An entry of the grants file. */
const entryFields = object({
  id: described(
    // Cases write `refused` if they expect no grant.
    matching(/^(?!refused$)[\w-]{1,64}$/, '1 to 64 letters, digits, _ or -, not refused'),
    docs(
      'Names the grant in answers and in the audit log. Each grant needs its own id. No grant can be called refused.',
    ),
  ),
  grantee: granteeParser,
  scope: optional(scopeParser),
  scopes: described(
    optional(list(scopeParser, 1, SCOPES_MAX)),
    docs(
      'Several scopes, in place of scope. Everything else of the grant holds for each of them.',
      {
        examples: [['s3://amzn-s3-demo-bucket/in/*', 's3://amzn-s3-demo-bucket/archive/in/*']],
      },
    ),
  ),
  region: optional(regionParser),
  permission: permissionParser,
  maxDurationSeconds: described(
    withDefault(durationParser, DURATION_DEFAULT_SECONDS),
    docs('The longest session that the grant gives.'),
  ),
  validUntil: optional(validUntilParser),
  federatedUserNames: described(
    optional(
      list(
        matching(
          /^(?:[\w+,.@-]{2,32}|[\w+,.@-]{1,31}\*)$/,
          '2 to 32 letters, digits or _+,.@-, or the beginning of such names followed by *',
        ),
        1,
        FEDERATED_USER_NAMES_MAX,
      ),
    ),
    docs(
      'The names that the grantee may act for. A name may be cut short by *, which matches any ending. Such a grant ' +
        'applies only when the request names one of them.',
      { examples: [['User*']] },
    ),
  ),
  tags: described(
    optional(sessionTagsParser),
    docs(
      'Session tags of every session that the grant gives. {claim} in a value stands for the value of a claim of the ' +
        "caller's token. Keys that differ only in case are the same key.",
      { examples: [{ team: '{https://example.com/team}' }] },
    ),
  ),
  kmsKey: optional(kmsKeyParser),
  createOnly: createOnlyParser,
  console: described(
    optional(boolean),
    docs('Whether the grant also gives sign-in links to the AWS console.', { default: false }),
  ),
  description: described(optional(text(1, DESCRIPTION_MAX)), docs('Free text.')),
});

export type GrantEntry = Parsed<typeof entryFields>;

/** What an entry of the grants file gives in one of its scopes. */
export interface Grant extends Omit<GrantEntry, 'scope' | 'scopes'> {
  readonly scope: Scope;
}

/** What `checkScopes` checks. */
const scopesRule = schema(() => ({ oneOf: [{ required: ['scope'] }, { required: ['scopes'] }] }));

/** What `checkClaims` checks. Only the parser knows which claims a permission set may have. */
const claimsRule = schema(() => ({
  if: {
    required: ['grantee'],
    properties: {
      grantee: { required: ['iam'], properties: { iam: { pattern: '^(?:role|user)/' } } },
    },
  },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    properties: {
      scope: noTemplateSchema(),
      scopes: { items: noTemplateSchema() },
      tags: { additionalProperties: noTemplateSchema() },
    },
  },
}));

const entryParser: Parser<readonly Grant[]> = titled(
  'Grant',
  map(
    checked(
      checked(checked(entryFields, checkScopes, scopesRule), checkAccesses, accessRule),
      checkClaims,
      claimsRule,
    ),
    grantsOfEntry,
  ),
);

function grantsOfEntry({ scope, scopes, ...rest }: GrantEntry): readonly Grant[] {
  return (scopes ?? [scope]).flatMap((each) =>
    each === undefined ? [] : { ...rest, scope: each },
  );
}

function checkScopes({ scope, scopes = [] }: GrantEntry, context: ParseContext): void {
  if (scope === undefined && scopes.length === 0) {
    context.field('scope').addProblem('is missing: write scope, or scopes for several places');
  }
  if (scope !== undefined && scopes.length > 0) {
    context
      .field('scopes')
      .addProblem('cannot be together with scope: write all of them in scopes');
  }
  const texts = scopes.map(formatScope);
  for (const [index, text] of texts.entries()) {
    if (texts.indexOf(text) < index) {
      context
        .field('scopes')
        .item(index)
        .addProblem(`is the same as an earlier one, was ${show(text)}`);
    }
  }
}

/** Whether a permission is possible depends on the scope only if the scope is one object. */
function checkAccesses(entry: GrantEntry, context: ParseContext): void {
  const grants = grantsOfEntry(entry);
  const grant = grants.find(({ scope }) => scope.template.kind === 'object') ?? grants[0];
  if (grant !== undefined) {
    checkAccess(grant, context);
  }
  const keyRegion = entry.kmsKey?.split(':')[3];
  if (entry.region !== undefined && keyRegion !== undefined && keyRegion !== entry.region) {
    context
      .field('kmsKey')
      .addProblem(`must be in the Region of the bucket, ${entry.region}, was in ${keyRegion}`);
  }
}

/** Callers of IAM have no claims, and only Identity Center sets a session name that says who the caller is. */
function checkClaims({ grantee, ...entry }: GrantEntry, context: ParseContext): void {
  if (grantee.kind === 'jwt') {
    return;
  }
  const check = (claims: readonly string[], field: ParseContext) => {
    if (claims.length === 0) {
      return;
    }
    if (claims.some((claim) => claim !== SESSION_NAME)) {
      field.addProblem(
        'can have {claim} only where the grantee is jwt, and {sessionName} where it is a permission set',
      );
    } else if (!hasTrustedSessionName(grantee)) {
      field.addProblem(
        grantee.kind === 'permission-set'
          ? 'can have {sessionName} only with the digits of the role, as in permission-set/NAME_0123456789abcdef, because anybody ' +
              'can make another role with such a name'
          : `can have {sessionName} only for a permission set, because callers of a ${grantee.kind} choose their session name`,
      );
    }
  };
  const { scope, scopes = [], tags = [] } = entry;
  check(scope?.claims ?? [], context.field('scope'));
  for (const [index, { claims }] of scopes.entries()) {
    check(claims, context.field('scopes').item(index));
  }
  for (const { key, value } of tags) {
    check(claimsIn(value), context.field('tags').field(key));
  }
}

interface GrantsFile {
  /** Each entry, as the grants of its scopes. */
  readonly grants: readonly (readonly Grant[])[];
}

/**
 * The rules for the grants file of the function. Two of its names can turn out to be equal at deployment, which synthesis cannot know.
 * So no rule here may fail because two names are equal.
 */
export const deployedGrantsFileParser: Parser<GrantsFile> = checked(
  file({
    grants: described(
      entries(entryParser, 0, GRANTS_MAX),
      docs(
        'If several grants cover a request, the one with the narrowest scope applies. If their scopes are equal, the first applies.',
      ),
    ),
  }),
  (file, context) => {
    checkIds(file.grants, context.field('grants'));
    const { length } = file.grants.flat();
    if (length > GRANTS_MAX) {
      context
        .field('grants')
        .addProblem(`must have at most ${GRANTS_MAX} scopes in all, had ${length}`);
    }
  },
);

export const grantsFileParser: Parser<GrantsFile> = checked(
  deployedGrantsFileParser,
  (file, context) => checkRegions(file.grants, context.field('grants')),
);

function checkIds(grants: readonly (readonly Grant[])[], context: ParseContext): void {
  const ids = new Set<string>();
  for (const [index, [grant]] of grants.entries()) {
    if (grant !== undefined && ids.has(grant.id)) {
      context.entry(index, grant.id).field('id').addProblem('is the id of an earlier grant');
    }
    ids.add(grant?.id ?? '');
  }
}

/** A bucket is in one Region. A grant without `region` means that of the stack, which is not known here. */
function checkRegions(grants: readonly (readonly Grant[])[], context: ParseContext): void {
  const first = new Map<string, Grant>();
  for (const [index, ofEntry] of grants.entries()) {
    for (const grant of ofEntry) {
      const { bucket } = grant.scope.template;
      const earlier = first.get(bucket) ?? grant;
      first.set(bucket, earlier);
      if (earlier.region !== grant.region) {
        context
          .entry(index, grant.id)
          .field('region')
          .addProblem(
            `must be the same in every grant for ${bucket}, and is ${show(earlier.region)} in the grant ${show(earlier.id)}, was ${show(grant.region)}`,
          );
        break;
      }
    }
  }
}

/** Reads `{"grants": […]}`. Throws InvalidInput with all problems. */
export function parseGrants(value: unknown): readonly Grant[] {
  return parse(grantsFileParser, value, 'the grants file').grants.flat();
}
