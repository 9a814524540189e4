import { SUBJECT_CLAIM } from '../callers/claims.ts';
import { list, object, variants } from '../compound-parser.ts';
import { claimNameParser } from '../grants/claim-template.ts';
import type { Grant } from '../grants/grant.ts';
import { docs, schema } from '../json-schema.ts';
import {
  checked,
  described,
  matching,
  oneOf,
  optional,
  type Parsed,
  type Parser,
  titled,
  withDefault,
} from '../parser.ts';
import { InvalidInput, type ParseContext, show } from '../problems.ts';

/** How callers prove who they are. Each kind has its own API. */
export type Authentication = IamAuthentication | JwtAuthentication;

/** Callers sign requests with SigV4. */
export type IamAuthentication = Parsed<typeof iamParser>;

/** Callers send a token of an OpenID Connect issuer. */
export type JwtAuthentication = Parsed<typeof jwtParser>;

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

const audienceListParser = list(wordParser, 1, AUDIENCES_MAX);

/** A single audience needs no list. */
const audienceParser: Parser<readonly string[]> = {
  read: (value, context) =>
    audienceListParser.read(typeof value === 'string' ? [value] : value, context),
  schema: schema(() => ({ anyOf: [wordParser.schema(), audienceListParser.schema()] })),
};

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

const jwtParser = titled(
  'JWT authentication',
  described(
    object({
      type: oneOf(['jwt']),
      issuer: described(
        issuerParser,
        docs('The claim iss of the tokens: an https URL without user, query and fragment.', {
          examples: ['https://issuer.example.com'],
        }),
      ),
      audience: described(
        audienceParser,
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
    }),
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

/** One or two entries of different types and with different domain names. */
export const authenticationParser: Parser<readonly Authentication[]> = checked(
  list(entryParser, 1, 2),
  checkDifference,
  schema(() => ({ allOf: [notTwoOf('iam'), notTwoOf('jwt')] })),
);

function checkDifference([first, second]: readonly Authentication[], context: ParseContext): void {
  if (first === undefined || second === undefined) {
    return;
  }
  const ofSecond = context.item(1);
  if (first.type === second.type) {
    ofSecond
      .field('type')
      .addProblem(`must differ: a broker has at most one entry of type ${first.type}`);
  }
  const { domainName } = second.customDomain ?? {};
  if (domainName !== undefined && domainName === first.customDomain?.domainName) {
    ofSecond
      .field('customDomain')
      .field('domainName')
      .addProblem('is also the name of the first entry');
  }
}

function notTwoOf(type: string): object {
  return { not: { minItems: 2, items: { properties: { type: { const: type } } } } };
}

/** Throws InvalidInput with every grant whose grantee cannot call, because its type of authentication is missing. */
export function checkGrantees(
  grants: readonly Grant[],
  authentication: readonly Authentication[],
): void {
  const types = new Set(authentication.map(({ type }) => type));
  const problems = grants.flatMap(({ id, grantee }) => {
    const type = grantee.kind === 'jwt' ? 'jwt' : 'iam';
    return types.has(type)
      ? []
      : [
          `grant "${id}": grantee: is ${type}, but "authentication" has no entry of that type; ` +
            'add one, or remove the grant',
        ];
  });
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}
