import { type SignedRequest, verifySignature } from '../../src/sigv4/verify-signature.ts';
import { type RequestToSign, type SigningOptions, signRequest } from './client-signer.ts';
import {
  ACCESS_KEY_ID,
  documentedCredentials,
  SECRET_ACCESS_KEY,
  SESSION_ACCESS_KEY_ID,
  SESSION_TOKEN,
} from './documented-credentials.ts';

const NOW = new Date('2013-05-24T00:00:00Z');
const MINUTE_MS = 60_000;
const MINUTES = (count: number) => new Date(NOW.getTime() + count * MINUTE_MS);

interface Attempt {
  readonly sign?: Partial<SigningOptions>;
  readonly request?: RequestToSign;
  /** Changes the request after it was signed. */
  readonly tamper?: (request: SignedRequest) => Partial<SignedRequest>;
  readonly now?: Date;
  readonly expectedService?: string;
}

async function verify(service: string, attempt: Attempt = {}) {
  const signed = await signRequest(
    {
      ...attempt.request,
      headers: {
        ...(service === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {}),
        ...attempt.request?.headers,
      },
    },
    {
      accessKeyId: ACCESS_KEY_ID,
      secretAccessKey: SECRET_ACCESS_KEY,
      service,
      signedAt: NOW,
      ...attempt.sign,
    },
  );
  return verifySignature(
    { ...signed, ...attempt.tamper?.(signed) },
    {
      credentials: documentedCredentials,
      region: 'us-east-1',
      now: attempt.now ?? NOW,
      expectedService: attempt.expectedService,
    },
  );
}

function withHeader(name: string, change: (value: string) => string) {
  return ({ rawHeaders }: SignedRequest) => ({
    rawHeaders: rawHeaders.map((value, i) =>
      i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name ? change(value) : value,
    ),
  });
}

function withMore(...more: string[]) {
  return ({ rawHeaders }: SignedRequest) => ({ rawHeaders: [...rawHeaders, ...more] });
}

/** Node.js reads each byte of a header as a character. */
const asNodeReads = (value: string) => Buffer.from(value, 'utf8').toString('latin1');

const SESSION = { accessKeyId: SESSION_ACCESS_KEY_ID, sessionToken: SESSION_TOKEN };
const PRESIGNED = { expiresIn: 60 };

describe('a request that an AWS client signed is accepted', () => {
  const ATTEMPTS: Record<string, [service: string, Attempt]> = {
    'a GET with a query': ['sts', { request: { query: { b: '2 +', a: 'ä/*~' } } }],
    'a POST with a body': ['iam', { request: { method: 'POST', body: 'Action=GetUser' } }],
    'a session': ['sts', { sign: SESSION }],
    'a presigned session': ['s3', { sign: { ...SESSION, ...PRESIGNED } }],
    'a presigned POST with a body': [
      'sts',
      { sign: PRESIGNED, request: { method: 'POST', body: 'x' } },
    ],
    'an encoded path of S3': ['s3', { request: { path: '/b/a%20b/%2B%C3%A4%2A//../x' } }],
    'an encoded path of another service': ['execute-api', { request: { path: '/b/a%20b/%2B/' } }],
    'a header with inner spaces': ['sts', { request: { headers: { 'x-amz-meta': ' a   b ' } } }],
    'a header in UTF-8': [
      's3',
      {
        request: { headers: { 'x-amz-meta-name': 'é, 日本, à' } },
        tamper: withHeader('x-amz-meta-name', asNodeReads),
      },
    ],
    'a clock 15 minutes behind': ['sts', { sign: { signedAt: MINUTES(-15) } }],
    'a clock 15 minutes ahead': ['s3', { sign: { signedAt: MINUTES(15) } }],
    'a header that the client left unsigned': ['sts', { tamper: withMore('user-agent', 'x') }],
  };

  test.each(Object.entries(ATTEMPTS))('%s', async (_name, [service, attempt]) => {
    await expect(verify(service, attempt)).resolves.toMatchObject({ service });
  });
});

describe('a wrong request is refused', () => {
  const COMMON: Record<string, [Attempt, code: string, status: number]> = {
    'an unknown access key': [
      { sign: { accessKeyId: 'AKIAUNKNOWNEXAMPLE00' } },
      'InvalidClientTokenId',
      403,
    ],
    'a short unknown access key': [{ sign: { accessKeyId: 'test' } }, 'InvalidClientTokenId', 403],
    'an unknown access key with other characters': [
      { sign: { accessKeyId: 'no-key.1' } },
      'InvalidClientTokenId',
      403,
    ],
    'a wrong secret': [{ sign: { secretAccessKey: 'wrong' } }, 'SignatureDoesNotMatch', 403],
    'a session without its token': [
      { sign: { accessKeyId: SESSION_ACCESS_KEY_ID } },
      'InvalidClientTokenId',
      403,
    ],
    'a session with another token': [
      { sign: { ...SESSION, sessionToken: 'other' } },
      'InvalidClientTokenId',
      403,
    ],
    'a token with a long-term key': [
      { sign: { sessionToken: SESSION_TOKEN } },
      'InvalidClientTokenId',
      403,
    ],
    'an expired session': [
      { sign: { ...SESSION, signedAt: MINUTES(60) }, now: MINUTES(60) },
      'ExpiredToken',
      403,
    ],
    'a clock too far behind': [
      { sign: { signedAt: new Date(MINUTES(-15).getTime() - 1000) } },
      'SignatureDoesNotMatch',
      403,
    ],
    'a clock too far ahead': [
      { sign: { signedAt: new Date(MINUTES(15).getTime() + 1000) } },
      'SignatureDoesNotMatch',
      403,
    ],
    'another region': [{ sign: { region: 'eu-west-1' } }, 'SignatureDoesNotMatch', 403],
    'another service': [{ expectedService: 'iam' }, 'SignatureDoesNotMatch', 403],
    'a changed method': [{ tamper: () => ({ method: 'PUT' }) }, 'SignatureDoesNotMatch', 403],
    'a changed path': [{ tamper: () => ({ url: '/other' }) }, 'SignatureDoesNotMatch', 403],
    'an added query': [{ tamper: () => ({ url: '/?a=b' }) }, 'SignatureDoesNotMatch', 403],
    'a changed body': [
      {
        request: { method: 'POST', body: 'a' },
        tamper: () => ({ body: Buffer.from('b') }),
      },
      'SignatureDoesNotMatch',
      403,
    ],
    'a changed signed header': [
      { tamper: withHeader('host', () => 'elsewhere') },
      'SignatureDoesNotMatch',
      403,
    ],
    'a signed header that is missing': [
      {
        request: { headers: { 'x-amz-a': '' } },
        tamper: ({ rawHeaders }) => ({
          rawHeaders: rawHeaders.filter((_, i) => rawHeaders[i - (i % 2)] !== 'x-amz-a'),
        }),
      },
      'SignatureDoesNotMatch',
      403,
    ],
    'an x-amz- header that is not signed': [
      { tamper: withMore('x-amz-b', '') },
      'SignatureDoesNotMatch',
      403,
    ],
    'an unsigned payload': [
      { request: { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } } },
      'SignatureDoesNotMatch',
      403,
    ],
    'a repeated host': [{ tamper: withMore('Host', 'b') }, 'SignatureDoesNotMatch', 403],
    'a second Authorization': [
      { tamper: withMore('authorization', 'AWS4-HMAC-SHA256 x') },
      'IncompleteSignature',
      400,
    ],
    'a second date': [
      { tamper: withMore('X-Amz-Date', '20130524T000001Z') },
      'IncompleteSignature',
      400,
    ],
    'no date': [{ tamper: withHeader('x-amz-date', () => '') }, 'IncompleteSignature', 400],
    'another algorithm': [
      { tamper: withHeader('authorization', (value) => value.replace('HMAC', 'ECDSA-P256')) },
      'IncompleteSignature',
      400,
    ],
    'another terminator': [
      { tamper: withHeader('authorization', (value) => value.replace('aws4_request', 'aws5')) },
      'IncompleteSignature',
      400,
    ],
    'signed headers out of order': [
      {
        tamper: withHeader('authorization', (value) =>
          value.replace(/SignedHeaders=[^,]+/, 'SignedHeaders=x-amz-date;host'),
        ),
      },
      'IncompleteSignature',
      400,
    ],
    'a signature in capitals': [
      {
        tamper: withHeader('authorization', (value) =>
          value.replace(/Signature=.*/, (signature) => signature.toUpperCase()),
        ),
      },
      'IncompleteSignature',
      400,
    ],
    'a broken percent-encoding': [{ tamper: () => ({ url: '/?a=%zz' }) }, 'InvalidURI', 400],
    'no signature': [{ tamper: () => ({ rawHeaders: [] }) }, 'MissingAuthenticationToken', 403],
    'a signature in header and query': [
      { tamper: () => ({ url: '/?X-Amz-Signature=a' }) },
      'InvalidArgument',
      400,
    ],
    'a presigned request that has expired': [
      { sign: PRESIGNED, now: MINUTES(1) },
      'SignatureDoesNotMatch',
      403,
    ],
    'a presigned request with a longer lifetime than signed': [
      { sign: PRESIGNED, tamper: ({ url }) => ({ url: url.replace('Expires=60', 'Expires=90') }) },
      'SignatureDoesNotMatch',
      403,
    ],
    'a presigned request of more than seven days': [
      {
        sign: PRESIGNED,
        tamper: ({ url }) => ({ url: url.replace('Expires=60', 'Expires=604801') }),
      },
      'AuthorizationQueryParametersError',
      400,
    ],
    'a presigned request with an added x-amz- header': [
      { sign: PRESIGNED, tamper: withMore('x-amz-acl', 'public-read') },
      'SignatureDoesNotMatch',
      403,
    ],
    'a presigned request with a repeated parameter': [
      { sign: PRESIGNED, tamper: ({ url }) => ({ url: `${url}&X-Amz-Expires=60` }) },
      'IncompleteSignature',
      400,
    ],
  };

  test.each(Object.entries(COMMON))('%s', async (_name, [attempt, code, status]) => {
    await expect(verify('sts', attempt)).rejects.toMatchObject({ code, status });
  });

  test('a date outside the scope has another error than a wrong signature', async () => {
    const tamper = withHeader('authorization', (value) => value.replace('20130524', '20130523'));
    await expect(verify('sts', { tamper })).rejects.toThrow("'20130523' != '20130524'");
  });

  const S3: Record<string, [Attempt, code: string, status: number]> = {
    'an unknown access key': [
      { sign: { accessKeyId: 'AKIAUNKNOWNEXAMPLE00' } },
      'InvalidAccessKeyId',
      403,
    ],
    'a short unknown access key': [{ sign: { accessKeyId: 'test' } }, 'InvalidAccessKeyId', 403],
    'a session without its token': [
      { sign: { accessKeyId: SESSION_ACCESS_KEY_ID } },
      'InvalidToken',
      400,
    ],
    'an expired session': [
      { sign: { ...SESSION, signedAt: MINUTES(60) }, now: MINUTES(60) },
      'ExpiredToken',
      400,
    ],
    'a clock too far behind': [{ sign: { signedAt: MINUTES(-16) } }, 'RequestTimeTooSkewed', 403],
    'another region': [{ sign: { region: 'eu-west-1' } }, 'AuthorizationHeaderMalformed', 400],
    'a path that normalizes to the signed one': [
      { request: { path: '/b/c' }, tamper: () => ({ url: '/b/a/../c' }) },
      'SignatureDoesNotMatch',
      403,
    ],
    'a body that does not match its hash': [
      {
        request: { headers: { 'x-amz-content-sha256': 'a'.repeat(64) }, method: 'PUT', body: 'a' },
      },
      'XAmzContentSHA256Mismatch',
      400,
    ],
    'a hash in an unknown form': [
      { request: { headers: { 'x-amz-content-sha256': 'STREAMING-OTHER' } } },
      'InvalidArgument',
      400,
    ],
    'no hash': [
      {
        tamper: ({ rawHeaders }) => ({
          rawHeaders: rawHeaders.filter(
            (_, i) => rawHeaders[i - (i % 2)] !== 'x-amz-content-sha256',
          ),
        }),
      },
      'SignatureDoesNotMatch',
      403,
    ],
    'signature version 2 in the query': [
      { tamper: () => ({ url: '/?AWSAccessKeyId=a&Signature=b&Expires=1', rawHeaders: [] }) },
      'InvalidRequest',
      400,
    ],
    'signature version 2 in a header': [
      { tamper: withHeader('authorization', () => 'AWS a:b') },
      'InvalidRequest',
      400,
    ],
    'an x-amz- header that is not signed': [
      { tamper: withMore('x-amz-acl', 'public-read') },
      'AccessDenied',
      403,
    ],
    'a presigned request that has expired': [
      { sign: PRESIGNED, now: MINUTES(1) },
      'AccessDenied',
      403,
    ],
  };

  test.each(Object.entries(S3))('by S3: %s', async (_name, [attempt, code, status]) => {
    await expect(verify('s3', attempt)).rejects.toMatchObject({ code, status });
  });

  test('no error contains the secret, the token or the correct signature', async () => {
    for (const [attempt] of Object.values(COMMON)) {
      const error: unknown = await verify('sts', attempt).catch((reason: unknown) => reason);
      expect(JSON.stringify([error, String(error)])).not.toMatch(
        new RegExp(`${SECRET_ACCESS_KEY}|${SESSION_TOKEN.replace('+', '\\+')}|[0-9a-f]{64}`),
      );
    }
  });
});
