import { CLAIM_NAME, SUBJECT_CLAIM } from '../callers/claims.ts';
import type { Grant } from '../grants/grant.ts';
import { list, matching, object, oneOf, optional, type Parser, withDefault } from '../parser.ts';
import { InvalidInput, show } from '../problems.ts';

/** How callers prove who they are: each kind has an API of its own. */
export type Authentication = IamAuthentication | JwtAuthentication;

/** A request signed with SigV4. */
export interface IamAuthentication {
  readonly type: 'iam';
  readonly customDomain?: CustomDomain;
}

/** A name of one's own for an API, in the place of API Gateway's. */
export interface CustomDomain {
  readonly domainName: string;
  /** ARN of its certificate in AWS Certificate Manager, in the stack's region. */
  readonly certificateArn: string;
}

/** A token of an OpenID Connect issuer. */
export interface JwtAuthentication {
  readonly type: 'jwt';
  /** The `iss` of its tokens, an https URL below which its discovery document is found. */
  readonly issuer: string;
  /** Of which a token's `aud` (or `client_id`) must name one. */
  readonly audience: readonly string[];
  /** The claim that people know a caller by. */
  readonly nameClaim: string;
  /** Of which a token must have one; empty, none is asked for. */
  readonly scopes: readonly string[];
  readonly customDomain?: CustomDomain;
}

/** At most 512 characters: a host and perhaps a path. */
const ISSUER = /^https:\/\/(?=[!-~]{1,504}$)[^/?#@\\]+(?:\/[^?#\\]*)?$/;

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const AUDIENCES_MAX = 50;
const SCOPES_MAX = 10;

/** Characters. */
const ISSUER_MAX = 512;

const readIssuer: Parser<string> = (value, place) =>
  typeof value === 'string' && ISSUER.test(value) && URL.canParse(value)
    ? value
    : place.refuse(
        `must be an https URL without user, query and fragment, written as browsers write it, of at most ${ISSUER_MAX} characters, was ${show(value)}`,
      );

/** A word of `aud` or `scope`: the latter separates its words by spaces. */
const readWord = matching(/^[!-~]{1,256}$/, '1 to 256 characters without spaces');

const readAudiences = list(readWord, 1, AUDIENCES_MAX);

/** One audience may stand without its list. */
const readAudience: Parser<readonly string[]> = (value, place) =>
  readAudiences(typeof value === 'string' ? [value] : value, place);

const readCustomDomain = object<CustomDomain>({
  domainName: matching(
    /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'a host name in lower case of at most 253 characters, without *',
  ),
  certificateArn: matching(
    /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
    'the ARN of a certificate, arn:aws:acm:REGION:ACCOUNT:certificate/ID',
  ),
});

const readJwt = object<JwtAuthentication>({
  type: oneOf(['jwt']),
  issuer: readIssuer,
  audience: readAudience,
  nameClaim: withDefault(
    matching(CLAIM_NAME, 'the name of a claim, 1 to 128 letters, digits or _:./-'),
    SUBJECT_CLAIM,
  ),
  scopes: withDefault(list(readWord, 1, SCOPES_MAX), []),
  customDomain: optional(readCustomDomain),
});

const readIam = object<IamAuthentication>({
  type: oneOf(['iam']),
  customDomain: optional(readCustomDomain),
});

const readType = oneOf(['iam', 'jwt']);

const readKind: Parser<Authentication> = (value, place) => {
  if (typeof value !== 'object' || value === null) {
    return readIam(value, place);
  }
  switch (readType(Reflect.get(value, 'type'), place.field('type'))) {
    case 'iam':
      return readIam(value, place);
    case 'jwt':
      return readJwt(value, place);
    default:
      return undefined;
  }
};

const readKinds = list(readKind, 1, 2);

/** One or both kinds, each once and each under a name of its own. */
export const readAuthentication: Parser<readonly Authentication[]> = (value, place) => {
  const kinds = readKinds(value, place);
  const [first, second] = kinds ?? [];
  if (first === undefined || second === undefined) {
    return kinds;
  }
  const other = place.item(1);
  if (first.type === second.type) {
    other.field('type').refuse(`is that of an earlier entry: one ${first.type} a broker`);
  }
  const { domainName } = second.customDomain ?? {};
  if (domainName !== undefined && domainName === first.customDomain?.domainName) {
    other.field('customDomain').field('domainName').refuse('is that of an earlier entry');
  }
  return kinds;
};

/** Throws InvalidInput for every grant whose grantee has no way to call. */
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
          `grant "${id}": grantee: is ${type}, and "authentication" has no entry of that type: ` +
            'add one, or drop the grant',
        ];
  });
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}
