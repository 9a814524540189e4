import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from '../src/host.ts';
import type { StubRequest } from './stub-broker.ts';

/** Returns the Authorization header that the request must have, computed from what the server received. */
export async function expectedSignature(
  request: StubRequest,
  credentials: AwsCredentials,
  region: string,
): Promise<string | undefined> {
  const { method, headers, body } = request;
  const url = new URL(request.url, `http://${headers.host}`);
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const signedHeaders = signed.split(';').map((name) => [name, String(headers[name])]);
  const signer = new SignatureV4({
    credentials,
    region,
    service: 'execute-api',
    sha256: Hash.bind(null, 'sha256'),
    // The received headers already contain the token and the hash of the body.
    applyChecksum: false,
  });
  const { headers: resigned } = await signer.sign(
    {
      protocol: url.protocol,
      hostname: url.hostname,
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(signedHeaders),
      body,
    },
    { signingDate: signingDateOf(headers['x-amz-date']) },
  );
  return resigned.authorization;
}

/** `20261122T080000Z` */
function signingDateOf(header: unknown): Date {
  const digits = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
  return new Date(String(header).replace(digits, '$1-$2-$3T$4:$5:$6Z'));
}
