import { regionOf } from './api-url.ts';
import type { Authorization } from './authorization.ts';
import { AwsSignature } from './aws-signature.ts';
import { BearerToken } from './bearer-token.ts';
import type { Options } from './command-line.ts';
import { Failure } from './failure.ts';
import type { Host } from './host.ts';

/** Chooses the token file if there is one, otherwise AWS credentials. Throws Failure. */
export async function chooseAuthorization(
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
      'which region? To sign requests with AWS credentials, set AWS_REGION or give --region. To send a token instead, set FEDBROKER_TOKEN_FILE',
    );
  }
  return AwsSignature.of(region, profile, host);
}
