import {
  authenticationNameParser,
  UNNAMED_AUTHENTICATION,
} from '../callers/authentication-name.ts';
import { SUBJECT_CLAIM } from '../callers/claims.ts';
import { JWT_APIS_MAX } from '../callers/known-apis.ts';
import { list, object, oneOrMore, variants } from '../compound-parser.ts';
import { claimNameParser } from '../grants/claim-template.ts';
import { docs, schema } from '../json-schema.ts';
import {
  checked,
  described,
  map,
  matching,
  oneOf,
  optional,
  type Parsed,
  type Parser,
  titled,
  withDefault,
} from '../parser.ts';
import { portalSettingsParser } from '../portal/portal-settings.ts';
import { WEB_ORIGIN } from '../portal/web-origin.ts';
import { type ParseContext, show } from '../problems.ts';
import { sharedIssuerOf } from './known-issuers.ts';

/** How callers prove who they are. Each kind has its own API. */
export type Authentication = IamAuthentication | JwtAuthentication;

/** Callers sign requests with SigV4. */
export type IamAuthentication = Parsed<typeof iamParser>;

/** Callers send a token of an OpenID Connect issuer. */
export type JwtAuthentication = Parsed<typeof jwtFieldsParser>;

export type CustomDomain = Parsed<typeof customDomainParser>;

/** Characters. */
const ISSUER_MAX = 512;

/** A host and optionally a path, `ISSUER_MAX` characters in all. */
const ISSUER = /^https:\/\/(?=[!-~]{1,504}$)[^/?#@\\]+(?:\/[^?#\\]*)?$/;

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const AUDIENCES_MAX = 50;
const SCOPES_MAX = 10;

/** The path of the discovery document below the issuer. */
const DISCOVERY_PATH = '/.well-known/openid-configuration';

const issuerParser: Parser<string> = {
  read(value, context) {
    if (typeof value !== 'string' || !ISSUER.test(value) || !URL.canParse(value)) {
      return context.addProblem(
        `must be an https:// URL of at most ${ISSUER_MAX} characters, without user, query and fragment, was ${show(value)}`,
      );
    }
    if (value.endsWith(DISCOVERY_PATH)) {
      const issuer = value.slice(0, -DISCOVERY_PATH.length);
      return context.addProblem(
        `must be the issuer, not its discovery document: write ${show(issuer)}, was ${show(value)}`,
      );
    }
    return /[{}]/.test(value)
      ? context.addProblem(
          `must be the issuer of your tenant: write its id in place of {…}, was ${show(value)}`,
        )
      : value;
  },
  schema: schema(() => ({
    type: 'string',
    pattern: ISSUER.source,
    not: { pattern: `[{}]|${DISCOVERY_PATH.replaceAll('.', '\\.')}$` },
  })),
};

/** An item of `aud` or of `scope`, which separates its items by spaces. */
const wordParser = titled('Word', matching(/^[!-~]{1,256}$/, '1 to 256 characters without spaces'));

const customDomainParser = titled(
  'Custom domain',
  described(
    object({
      domainName: described(
        matching(
          /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
          'a host name in lower case of at most 253 characters, without *',
        ),
        docs('The host name, in lower case.', { examples: ['broker.example.com'] }),
      ),
      certificateArn: described(
        matching(
          /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
          'the ARN of a certificate, arn:aws:acm:REGION:ACCOUNT:certificate/ID',
        ),
        docs("The ARN of its certificate in AWS Certificate Manager, in the stack's region.", {
          examples: [
            'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
          ],
        }),
      ),
    }),
    docs("A host name of your own for the API. It replaces API Gateway's."),
  ),
);

const jwtFieldsParser = object({
  type: oneOf(['jwt']),
  name: described(
    optional(
      map(authenticationNameParser, (name) => (name === UNNAMED_AUTHENTICATION ? undefined : name)),
    ),
    docs(
      'Names the entry in grants and in outputs. Another name replaces the API and its URL. Each jwt entry needs its own name.',
      { examples: ['people'] },
    ),
  ),
  issuer: described(
    issuerParser,
    docs('The claim iss of the tokens: an https URL without user, query and fragment.', {
      examples: ['https://issuer.example.com'],
    }),
  ),
  audience: described(
    oneOrMore(wordParser, AUDIENCES_MAX),
    docs('The accepted values of the claim aud, or of client_id in tokens without aud.'),
  ),
  nameClaim: described(
    withDefault(claimNameParser, SUBJECT_CLAIM),
    docs('The claim that shows people who a caller is.'),
  ),
  scopes: described(
    withDefault(list(wordParser, 1, SCOPES_MAX), []),
    docs(
      'The claim scope (or scp) must name one of these. Without this field, no scope is required.',
    ),
  ),
  customDomain: optional(customDomainParser),
  portal: optional(portalSettingsParser),
});

const jwtParser = titled(
  'JWT authentication',
  described(
    checked(jwtFieldsParser, checkPortal),
    docs('Callers send a token of an OpenID Connect issuer.'),
  ),
);

const iamParser = titled(
  'IAM authentication',
  described(
    object({ type: oneOf(['iam']), customDomain: optional(customDomainParser) }),
    docs('Callers sign requests with Signature Version 4.'),
  ),
);

const entryParser: Parser<Authentication> = variants<Authentication>('type', {
  iam: iamParser,
  jwt: jwtParser,
});

/** At most one entry of type `iam`. Names, issuers and domain names differ. */
export const authenticationParser: Parser<readonly Authentication[]> = checked(
  list(entryParser, 1, 1 + JWT_APIS_MAX),
  checkDifferences,
  // JSON Schema can only compare whole entries.
  schema(() => ({ uniqueItems: true })),
);

/** What entries must not share. */
const DIFFERENCES: readonly {
  readonly fields: readonly string[];
  readonly valueIn: (entry: Authentication) => string | undefined;
  readonly fault: (earlier: number) => string;
}[] = [
  {
    fields: ['type'],
    valueIn: ({ type }) => (type === 'iam' ? type : undefined),
    fault: () => 'must differ: a broker has at most one entry of type iam',
  },
  {
    fields: ['name'],
    valueIn: (entry) => (entry.type === 'jwt' ? nameOfEntry(entry) : undefined),
    fault: (earlier) =>
      `is also the name of item ${earlier}: give each jwt entry a name of its own. ` +
      `Without this field, the name is "${UNNAMED_AUTHENTICATION}"`,
  },
  {
    fields: ['issuer'],
    valueIn: (entry) => (entry.type === 'jwt' ? entry.issuer : undefined),
    fault: (earlier) => `is also the issuer of item ${earlier}: add the audience to that entry`,
  },
  {
    fields: ['customDomain', 'domainName'],
    valueIn: ({ customDomain }) => customDomain?.domainName,
    fault: (earlier) => `is also the domain name of item ${earlier}`,
  },
];

function checkDifferences(entries: readonly Authentication[], context: ParseContext): void {
  if (entries.filter(({ type }) => type === 'jwt').length > JWT_APIS_MAX) {
    context.addProblem(`must have at most ${JWT_APIS_MAX} entries of type jwt`);
  }
  for (const { fields, valueIn, fault } of DIFFERENCES) {
    for (const [position, entry] of entries.entries()) {
      const value = valueIn(entry);
      const earlier = entries.findIndex((each) => valueIn(each) === value);
      if (value !== undefined && earlier < position) {
        fields
          .reduce((ofEntry, field) => ofEntry.field(field), context.item(position))
          .addProblem(fault(earlier));
      }
    }
  }
}

/**
 * The portal signs in from a browser. A browser can keep no client secret, the Content-Security-Policy must name the issuer's host,
 * and ID tokens have the client as their audience.
 */
function checkPortal(
  { issuer, audience, portal }: Parsed<typeof jwtFieldsParser>,
  context: ParseContext,
): void {
  if (portal === undefined) {
    return;
  }
  const shared = sharedIssuerOf(issuer);
  if (shared?.demandsClientSecret) {
    context
      .field('portal')
      .addProblem(
        `cannot sign in at ${shared.name}, whose token endpoint demands a client secret that a web page cannot keep: ` +
          'remove this field, or use an issuer between them that accepts public clients, such as Amazon Cognito or Keycloak',
      );
  }
  if (!WEB_ORIGIN.test(new URL(issuer).origin)) {
    context
      .field('issuer')
      .addProblem(
        `must have a host of letters, digits, - and . if there is a portal, was ${show(issuer)}`,
      );
  }
  if (portal.token === 'id' && !audience.includes(portal.clientId)) {
    context
      .field('portal')
      .field('clientId')
      .addProblem(
        `must be in "audience" if "token" is id: ID tokens have it in their claim aud, was ${show(portal.clientId)}`,
      );
  }
}

export function nameOfEntry({ name }: JwtAuthentication): string {
  return name ?? UNNAMED_AUTHENTICATION;
}

/** The `jwt` entries by their names. */
export function jwtAuthenticationsIn(
  authentication: readonly Authentication[],
): ReadonlyMap<string, JwtAuthentication> {
  return new Map(
    authentication.flatMap((entry) => (entry.type === 'jwt' ? [[nameOfEntry(entry), entry]] : [])),
  );
}
