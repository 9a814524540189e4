import { readFile } from 'node:fs/promises';
import { codeOf, Failure } from './failure.ts';
import type { Host } from './host.ts';
import type { Authorization } from './request-authorization.ts';

/** https://datatracker.ietf.org/doc/html/rfc6750#section-2.1 */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** What a token says of itself, unverified. */
interface Claims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly exp?: unknown;
}

/** An OpenID Connect token in a file, as workloads and sign-in tools keep and renew it. */
export class BearerToken implements Authorization {
  readonly identity: string;
  readonly #file: string;
  readonly #host: Host;
  #claims: Claims;

  private constructor(file: string, token: string, host: Host) {
    this.#file = file;
    this.#host = host;
    this.#claims = claimsOf(token);
    const { iss, sub } = this.#claims;
    this.identity = JSON.stringify(
      typeof iss === 'string' && typeof sub === 'string' ? { iss, sub } : { token },
    );
  }

  /** Throws Failure that names the file and never what is in it. */
  static async of(file: string, host: Host): Promise<BearerToken> {
    return new BearerToken(file, await readToken(file), host);
  }

  async headersFor(): Promise<Readonly<Record<string, string>>> {
    const token = await readToken(this.#file);
    this.#claims = claimsOf(token);
    return { authorization: `Bearer ${token}` };
  }

  adviceOn(status: 401 | 403): string {
    if (status === 403) {
      return `the API knows the token in ${this.#file} and refuses it: it lacks the scope, or the URL is the API for AWS credentials (take JwtApiUrl)`;
    }
    const expired = this.#expiredAt();
    return expired === undefined
      ? `the API does not take the token in ${this.#file}: another issuer or audience, or not valid now; get a new one`
      : `the token in ${this.#file} expired at ${expired}: get a new one`;
  }

  #expiredAt(): string | undefined {
    const { exp } = this.#claims;
    const expiry = typeof exp === 'number' ? new Date(exp * 1_000) : undefined;
    return expiry !== undefined && expiry <= this.#host.now() ? expiry.toISOString() : undefined;
  }
}

async function readToken(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure('usage', `the token file ${file} cannot be read (${codeOf(error)})`);
  }
  const token = text.trim();
  if (!TOKEN.test(token)) {
    throw new Failure(
      'usage',
      token === ''
        ? `the token file ${file} is empty`
        : `the token file ${file} must hold one token and nothing else, on one line`,
    );
  }
  return token;
}

function claimsOf(token: string): Claims {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return Object(JSON.parse(payload));
  } catch {
    return {};
  }
}
