import { regionOf } from './api-url.ts';
import type { Authorization } from './authorization.ts';
import { AwsSignature } from './aws-signature.ts';
import { BearerToken } from './bearer-token.ts';
import type { Options } from './command-line.ts';
import { CredentialCache } from './credential-cache.ts';
import { findCredentialSource } from './credential-source.ts';
import { Failure } from './failure.ts';
import { type Host, NESTED } from './host.ts';
import { LoginToken } from './login/login-token.ts';
import { StoredLogin } from './login/stored-login.ts';

/**
 * Chooses a token file, a sign-in or AWS credentials. An option comes first, so --profile overrides FEDBROKER_TOKEN_FILE and
 * the sign-in.
 *
 * Throws Failure.
 */
export async function chooseAuthorization(
  options: Options,
  apiUrl: string,
  host: Host,
): Promise<Authorization> {
  const { profile, 'token-file': tokenOption } = options;
  if (profile !== undefined && tokenOption !== undefined) {
    throw new Failure('usage', 'give either --token-file or --profile, not both');
  }
  const tokenFile = tokenOption ?? (profile === undefined ? host.env.FEDBROKER_TOKEN_FILE : '');
  if (tokenFile) {
    return BearerToken.of(tokenFile, host);
  }
  const stored = profile === undefined ? StoredLogin.of(apiUrl, host) : undefined;
  const signedIn = stored && (await LoginToken.of(stored, host));
  if (signedIn !== undefined) {
    return signedIn;
  }
  if (host.env[NESTED]) {
    throw new Failure(
      'usage',
      'this AWS profile runs fedbroker, so fedbroker cannot sign with it: name another profile with --profile',
    );
  }
  const source = await findCredentialSource(profile, host);
  const { AWS_REGION, AWS_DEFAULT_REGION } = host.env;
  const region =
    regionOf(apiUrl) ?? options.region ?? (AWS_REGION || AWS_DEFAULT_REGION || source.region);
  if (!region) {
    throw new Failure(
      'usage',
      'which region? To sign requests with AWS credentials, set AWS_REGION or give --region. To send a token instead, set FEDBROKER_TOKEN_FILE',
    );
  }
  const cache = options['no-cache'] ? undefined : new CredentialCache(host);
  return AwsSignature.of(source, region, cache, host);
}
