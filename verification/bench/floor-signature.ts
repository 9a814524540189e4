import { createHash, createHmac } from 'node:crypto';

export interface SignedCall {
  readonly service: string;
  readonly region: string;
  /** Host and port. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly date: Date;
}

/**
 * Signs the headers of a `POST /` with Signature Version 4. It supports only what `floor.ts` needs.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(call: SignedCall): Record<string, string> {
  const time = call.date.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const headers: Record<string, string> = { ...call.headers, host: call.host, 'x-amz-date': time };
  const names = Object.keys(headers).sort();
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonicalRequest = `POST\n/\n\n${canonicalHeaders}\n${names.join(';')}\n${sha256(call.body)}`;
  const scope = `${day}/${call.region}/${call.service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonicalRequest)}`;
  const key = [day, call.region, call.service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${call.secretAccessKey}`,
  );
  const signature = hmac(key, text).toString('hex');
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${call.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
