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
  { method = 'GET', body, signingDate }: SignedFetchInit = {},
): Promise<ApiAnswer> {
  const answer = await signedRequest(url, credentials, {
    region,
    service: 'execute-api',
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body,
    signingDate,
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

export interface SignedRequest extends SignedFetchInit {
  readonly region: string;
  /** The service that the signature names. */
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a request with a SigV4 signature. */
export async function signedRequest(
  url: string,
  credentials: ApiCredentials,
  { region, service, method = 'GET', headers, body, signingDate }: SignedRequest,
): Promise<Response> {
  const { hostname, host, pathname, searchParams, protocol } = new URL(url);
  const signer = new SignatureV4({
    credentials,
    region,
    service,
    sha256: Hash.bind(null, 'sha256'),
  });
  const request = {
    protocol,
    hostname,
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host, ...headers },
    body,
  };
  const signed = await signer.sign(request, { signingDate });
  return fetch(url, { method, body, headers: signed.headers });
}
