import type { Options } from './command-line.ts';
import { Failure } from './failure.ts';
import type { Host } from './host.ts';
import { LoginToken } from './login/login-token.ts';
import { StoredLogin } from './login/stored-login.ts';

/** Who calls the API: by a token, by a sign-in, or by AWS credentials. */
export type Caller =
  | { readonly kind: 'token-file'; readonly file: string }
  | { readonly kind: 'sign-in'; readonly token: LoginToken }
  | { readonly kind: 'aws'; readonly profile?: string };

/**
 * Chooses the caller. An option comes first, so --profile overrides FEDBROKER_TOKEN_FILE and the sign-in.
 *
 * Throws Failure.
 */
export async function chooseCaller(
  { profile, 'token-file': tokenOption }: Options,
  apiUrl: string,
  host: Host,
): Promise<Caller> {
  if (profile !== undefined) {
    if (tokenOption !== undefined) {
      throw new Failure('usage', 'give either --token-file or --profile, not both');
    }
    return { kind: 'aws', profile };
  }
  const file = tokenOption ?? host.env.FEDBROKER_TOKEN_FILE;
  if (file) {
    return { kind: 'token-file', file };
  }
  const stored = StoredLogin.of(apiUrl, host);
  const token = stored && (await LoginToken.of(stored, host));
  return token === undefined ? { kind: 'aws' } : { kind: 'sign-in', token };
}
