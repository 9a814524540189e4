import { regionOf } from './api-url.ts';
import type { Authorization } from './authorization.ts';
import { AwsSignature } from './aws-signature.ts';
import { BearerToken } from './bearer-token.ts';
import { chooseCaller } from './caller.ts';
import type { Options } from './command-line.ts';
import { CredentialCache } from './credential-cache.ts';
import { findCredentialSource } from './credential-source.ts';
import { Failure } from './failure.ts';
import { type Host, NESTED } from './host.ts';

/** Returns what proves to the API who the caller is. Throws Failure. */
export async function chooseAuthorization(
  options: Options,
  apiUrl: string,
  host: Host,
): Promise<Authorization> {
  const caller = await chooseCaller(options, apiUrl, host);
  switch (caller.kind) {
    case 'token-file':
      return BearerToken.of(caller.file, host);
    case 'sign-in':
      return caller.token;
    case 'aws':
      return awsSignature(caller.profile, options, apiUrl, host);
  }
}

async function awsSignature(
  profile: string | undefined,
  options: Options,
  apiUrl: string,
  host: Host,
): Promise<AwsSignature> {
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
