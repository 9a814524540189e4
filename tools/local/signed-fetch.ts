import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { TokenResponse } from '../../core/responses/token-response.ts';

export interface ApiCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Takes the credentials out of the broker's answer. */
export function credentialsOf({ Credentials }: TokenResponse): ApiCredentials {
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface SignedFetchInit {
  readonly method?: string;
  /** JSON text. */
  readonly body?: string;
  /** Default: now. */
  readonly signingDate?: Date;
}

/** Calls the broker's API with a SigV4 signature, as roles and users do. */
export async function signedFetch(
  url: string,
  credentials: ApiCredentials,
  region: string,
  init: SignedFetchInit = {},
): Promise<ApiAnswer> {
  const { hostname, host, pathname, searchParams, protocol } = new URL(url);
  const { method = 'GET', body, signingDate } = init;
  const signer = new SignatureV4({
    credentials,
    region,
    service: 'execute-api',
    sha256: Hash.bind(null, 'sha256'),
  });
  const request = {
    protocol,
    hostname,
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body,
  };
  const { headers } = await signer.sign(request, { signingDate });
  const answer = await fetch(url, { method, body, headers });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
