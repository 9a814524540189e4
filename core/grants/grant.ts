import { kmsKeyParser } from '../aws/kms-key.ts';
import { permissionParser } from '../aws/target.ts';
import { entries, file, list, object } from '../compound-parser.ts';
import { docs, schema } from '../json-schema.ts';
import {
  boolean,
  checked,
  described,
  integer,
  matching,
  optional,
  type Parsed,
  type Parser,
  parse,
  text,
  titled,
  withDefault,
} from '../parser.ts';
import type { ParseContext } from '../problems.ts';
import { accessRule, checkAccess, createOnlyParser } from './access.ts';
import { claimsIn, noTemplateSchema } from './claim-template.ts';
import { granteeParser } from './grantee.ts';
import { scopeParser } from './scope.ts';
import { sessionTagsParser } from './session-tag.ts';

/** Seconds. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const DURATION_MIN_SECONDS = 900;
export const DURATION_MAX_SECONDS = 129_600;
export const DURATION_DEFAULT_SECONDS = 3600;

/** The most grants in a file. Each instance of the broker function reads all of them when it starts. */
export const GRANTS_MAX = 10_000;

/** The most entries in a grant's `federatedUserNames`. */
export const FEDERATED_USER_NAMES_MAX = 100;

/** Characters. */
export const DESCRIPTION_MAX = 1000;

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

const grantFields = object({
  id: described(
    // Cases write `refused` if they expect no grant.
    matching(/^(?!refused$)[\w-]{1,64}$/, '1 to 64 letters, digits, _ or -, not refused'),
    docs(
      'Names the grant in answers and in the audit log. Each grant needs its own id. No grant can be called refused.',
    ),
  ),
  grantee: granteeParser,
  scope: scopeParser,
  permission: permissionParser,
  maxDurationSeconds: described(
    withDefault(durationParser, DURATION_DEFAULT_SECONDS),
    docs('The longest session that the grant gives.'),
  ),
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

export type Grant = Parsed<typeof grantFields>;

/** What `checkClaims` checks. */
const claimsRule = schema(() => ({
  if: { required: ['grantee'], properties: { grantee: { required: ['iam'] } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    properties: {
      scope: noTemplateSchema(),
      tags: { additionalProperties: noTemplateSchema() },
    },
  },
}));

const grantParser: Parser<Grant> = titled(
  'Grant',
  checked(checked(grantFields, checkAccess, accessRule), checkClaims, claimsRule),
);

/** IAM callers have no claims. */
function checkClaims({ grantee, scope, tags = [] }: Grant, context: ParseContext): void {
  if (grantee.kind === 'jwt') {
    return;
  }
  const fault = 'can have {claim} only where the grantee is jwt';
  if (scope.claims.length > 0) {
    context.field('scope').addProblem(fault);
  }
  for (const { key } of tags.filter(({ value }) => claimsIn(value).length > 0)) {
    context.field('tags').field(key).addProblem(fault);
  }
}

export const grantsFileParser: Parser<{ readonly grants: readonly Grant[] }> = checked(
  file({
    grants: described(
      entries(grantParser, 0, GRANTS_MAX),
      docs(
        'If several grants cover a request, the one with the narrowest scope applies. If their scopes are equal, the first applies.',
      ),
    ),
  }),
  ({ grants }, context) => {
    const ids = new Set<string>();
    for (const [index, { id }] of grants.entries()) {
      if (ids.has(id)) {
        context
          .field('grants')
          .entry(index, id)
          .field('id')
          .addProblem('is the id of an earlier grant');
      }
      ids.add(id);
    }
  },
);

/** Reads `{"grants": […]}`. Throws InvalidInput with all problems. */
export function parseGrants(value: unknown): readonly Grant[] {
  return parse(grantsFileParser, value, 'the grants file').grants;
}
