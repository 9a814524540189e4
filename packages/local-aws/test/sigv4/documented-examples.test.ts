import { type SignedRequest, verifySignature } from '../../src/sigv4/verify-signature.ts';
import { documentedCredentials } from './documented-credentials.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and its sibling pages */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SCOPE = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
const EXPECTATIONS = {
  credentials: documentedCredentials,
  region: 'us-east-1',
  now: new Date('2013-05-24T00:00:00Z'),
};

const HEADER_EXAMPLES = [
  {
    name: 'GET Object',
    method: 'GET',
    url: '/test.txt',
    headers: { range: 'bytes=0-9', 'x-amz-content-sha256': EMPTY },
    body: '',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    name: 'PUT Object',
    method: 'PUT',
    url: '/test$file.text',
    headers: {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
    body: 'Welcome to Amazon S3.',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    name: 'GET Bucket Lifecycle',
    method: 'GET',
    url: '/?lifecycle',
    headers: { 'x-amz-content-sha256': EMPTY },
    body: '',
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    name: 'Get Bucket (List Objects)',
    method: 'GET',
    url: '/?max-keys=2&prefix=J',
    headers: { 'x-amz-content-sha256': EMPTY },
    body: '',
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
] as const;

describe("AWS's own examples are valid", () => {
  test.each(HEADER_EXAMPLES)('$name', (example) => {
    const headers: Record<string, string> = {
      host: 'examplebucket.s3.amazonaws.com',
      'x-amz-date': '20130524T000000Z',
      ...example.headers,
    };
    const signedHeaders = Object.keys(headers).sort().join(';');
    const request: SignedRequest = {
      method: example.method,
      url: example.url,
      rawHeaders: [
        ...Object.entries(headers).flat(),
        'Authorization',
        `AWS4-HMAC-SHA256 Credential=${SCOPE},SignedHeaders=${signedHeaders},Signature=${example.signature}`,
      ],
      body: Buffer.from(example.body),
    };
    expect(verifySignature(request, EXPECTATIONS).service).toBe('s3');
  });

  test('presigned GET, for 86,400 seconds', () => {
    const query = [
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      `X-Amz-Credential=${encodeURIComponent(SCOPE)}`,
      'X-Amz-Date=20130524T000000Z',
      'X-Amz-Expires=86400',
      'X-Amz-SignedHeaders=host',
      'X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    ];
    const request: SignedRequest = {
      method: 'GET',
      url: `/test.txt?${query.join('&')}`,
      rawHeaders: ['Host', 'examplebucket.s3.amazonaws.com'],
      body: Buffer.alloc(0),
    };
    const at = (now: string) => () =>
      verifySignature(request, { ...EXPECTATIONS, now: new Date(now) });
    expect(at('2013-05-24T23:59:59Z')).not.toThrow();
    expect(at('2013-05-25T00:00:00Z')).toThrow('Request has expired');
  });
});

describe('the example of an upload in signed chunks', () => {
  const CHUNKS = [
    [65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
    [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
    [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
  ] as const;

  function upload(letter = 'a'): SignedRequest {
    const headers = {
      'content-encoding': 'aws-chunked',
      'content-length': '66824',
      host: 's3.amazonaws.com',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-date': '20130524T000000Z',
      'x-amz-decoded-content-length': '66560',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    };
    const signature = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
    const body = CHUNKS.map(
      ([size, chunkSignature]) =>
        `${size.toString(16)};chunk-signature=${chunkSignature}\r\n${letter.repeat(size)}\r\n`,
    );
    return {
      method: 'PUT',
      url: '/examplebucket/chunkObject.txt',
      rawHeaders: [
        ...Object.entries(headers).flat(),
        'Authorization',
        `AWS4-HMAC-SHA256 Credential=${SCOPE},SignedHeaders=${Object.keys(headers).join(';')},Signature=${signature}`,
      ],
      body: Buffer.from(body.join('')),
    };
  }

  test('is valid and is decoded', () => {
    const { body } = verifySignature(upload(), EXPECTATIONS);
    expect(body.equals(Buffer.from('a'.repeat(66_560)))).toBe(true);
  });

  test('is refused if a chunk was changed', () => {
    expect(() => verifySignature(upload('b'), EXPECTATIONS)).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    );
  });
});
