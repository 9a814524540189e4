import type { TokenResponse } from './issue-token.ts';

/**
 * The answer that AWS SDKs expect from a container credentials endpoint.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export interface ContainerCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  readonly Expiration: string;
}

export function containerCredentials({ Credentials }: TokenResponse): ContainerCredentials {
  return {
    AccessKeyId: Credentials.AccessKeyId,
    SecretAccessKey: Credentials.SecretAccessKey,
    Token: Credentials.SessionToken,
    Expiration: Credentials.Expiration,
  };
}
