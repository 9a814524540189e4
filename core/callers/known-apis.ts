import { list, object } from '../compound-parser.ts';
import { optional, type Parsed, text, withDefault } from '../parser.ts';
import { authenticationNameParser } from './authentication-name.ts';

/**
 * The most APIs for tokens. The policy of the broker function has at most 20 KB, and its permissions for the five routes of
 * one API have up to 2.7 KB. The API for signed requests has four routes.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const JWT_APIS_MAX = 6;

/** An API whose callers send tokens of one issuer. */
const jwtApiParser = object({
  /** The name of its authentication. Absent for the authentication without a name. */
  name: optional(authenticationNameParser),
  apiId: text(1, 64),
  /** The claim iss of its tokens. */
  issuer: text(1, 512),
  /** The claim aud of its tokens, or client_id in tokens without aud, contains one of these. */
  audience: list(text(1, 256), 1, 50),
  /** The claim with the name of a caller. */
  nameClaim: text(1, 128),
});

/** The APIs that the broker function was deployed with. */
export const knownApisParser = object({
  /** The id of the API whose callers sign with SigV4. */
  iam: optional(text(1, 64)),
  jwt: withDefault(list(jwtApiParser, 0, JWT_APIS_MAX), []),
});

export type KnownApis = Parsed<typeof knownApisParser>;

export type KnownJwtApi = Parsed<typeof jwtApiParser>;
