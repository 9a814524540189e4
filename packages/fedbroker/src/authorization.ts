import { regionOf } from './api-url.ts';
import { AwsSignature } from './aws-signature.ts';
import { BearerToken } from './bearer-token.ts';
import { Failure } from './failure.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import type { Authorization } from './request-authorization.ts';

/** By the token file if there is one, else by AWS credentials. Throws Failure. */
export async function authorizationOf(
  options: Options,
  apiUrl: string,
  host: Host,
): Promise<Authorization> {
  const tokenFile = options['token-file'] ?? host.env.FEDBROKER_TOKEN_FILE;
  if (tokenFile) {
    return BearerToken.of(tokenFile, host);
  }
  const { profile } = options;
  const { AWS_REGION, AWS_DEFAULT_REGION } = host.env;
  const region =
    regionOf(apiUrl) ??
    options.region ??
    (AWS_REGION || AWS_DEFAULT_REGION || (await host.profileRegion(profile)));
  if (!region) {
    throw new Failure(
      'usage',
      'to sign requests, set AWS_REGION, give --region or a --profile that has one (or FEDBROKER_TOKEN_FILE, to call with a token)',
    );
  }
  return AwsSignature.of(region, profile, host);
}
