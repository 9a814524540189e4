import { readFile, stat } from 'node:fs/promises';
import type { Authorization } from './authorization.ts';
import { codeOf, Failure } from './failure.ts';
import type { Host } from './host.ts';
import { callerOfToken, claimsOf, isOtherCaller } from './token-claims.ts';

/** https://datatracker.ietf.org/doc/html/rfc6750#section-2.1 */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * Sends the OpenID Connect token in a file. Other programs may renew the file while the client runs, so a file that can be read
 * again is read for each request.
 */
export class BearerToken implements Authorization {
  readonly identity: string;
  readonly #file: string;
  readonly #isReadOnce: boolean;
  readonly #host: Host;
  #token: string;

  private constructor(file: string, token: string, isOnce: boolean, host: Host) {
    this.#file = file;
    this.#isReadOnce = isOnce;
    this.#host = host;
    this.#token = token;
    this.identity = JSON.stringify(callerOfToken(token));
  }

  /** Throws Failure that names the file and never quotes its content. */
  static async of(file: string, host: Host): Promise<BearerToken> {
    return new BearerToken(file, await readToken(file), await isReadOnce(file), host);
  }

  async headersFor(): Promise<Readonly<Record<string, string>>> {
    if (!this.#isReadOnce) {
      const token = await readToken(this.#file);
      if (isOtherCaller(token, this.#token)) {
        throw new Failure(
          'notAccepted',
          `the token in ${this.#file} is now of another caller: run the command again`,
        );
      }
      this.#token = token;
    }
    return { authorization: `Bearer ${this.#token}` };
  }

  adviceOn(
    status: 401 | 403,
    _respondedAt: Date | undefined,
    fault = 'it has another issuer or audience, or is not valid now',
  ): string {
    if (status === 403) {
      return `the API refuses the token in ${this.#file}: the token has no scope that the API requires, or the API expects AWS credentials (for tokens, use the URL JwtApiUrl, or JwtApiNAMEUrl of the issuer called NAME)`;
    }
    const expired = this.#expiredAt();
    return expired === undefined
      ? `the API does not accept the token in ${this.#file}: ${fault}; get a new token`
      : `the token in ${this.#file} expired at ${expired}: get a new token`;
  }

  #expiredAt(): string | undefined {
    const { exp } = claimsOf(this.#token);
    const expiry = typeof exp === 'number' ? new Date(exp * 1_000) : undefined;
    return expiry !== undefined && expiry <= this.#host.now() ? expiry.toISOString() : undefined;
  }
}

/** On macOS, a second read of such a path continues where the first one ended, even in a regular file. */
const OPEN_FILE = /^\/dev\/(?:fd\/|stdin$)/;

/** Returns whether the file can be read only once, like a pipe, such as `<(command)` in a shell. */
export async function isReadOnce(file: string): Promise<boolean> {
  try {
    return OPEN_FILE.test(file) || !(await stat(file)).isFile();
  } catch {
    return false;
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
    throw new Failure('usage', `the token file ${file} ${faultOf(token)}`);
  }
  return token;
}

function faultOf(text: string): string {
  if (text === '') {
    return 'is empty';
  }
  // Windows PowerShell writes UTF-16 with `>`. Half of its bytes are null if the text is ASCII.
  return text.includes('\0')
    ? 'is not in UTF-8: in Windows PowerShell, write it with Set-Content -Encoding ascii'
    : 'must contain one token on one line and nothing else';
}
