import { ChunkedDecoder, type ChunkedExpectations } from '../../src/sigv4/aws-chunked.ts';
import { createSigner } from '../../src/sigv4/signer.ts';
import { SECRET_ACCESS_KEY } from './documented-credentials.ts';

const SIGNER = createSigner(SECRET_ACCESS_KEY, {
  form: 'header',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  scope: { date: '20130524', region: 'us-east-1', service: 's3' },
  signedHeaders: ['host'],
  value: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  timestamp: '20130524T000000Z',
  signedAt: new Date('2013-05-24T00:00:00Z'),
});
const TRAILER = 'x-amz-checksum-crc32c';

/** Decodes a body that arrives in pieces of this many bytes. */
function decodeChunks(framed: Buffer, expectations: ChunkedExpectations, pieceBytes = Infinity) {
  const decoder = new ChunkedDecoder(expectations);
  const content: Buffer[] = [];
  for (let at = 0; at < framed.length; at += pieceBytes) {
    content.push(...decoder.push(framed.subarray(at, at + pieceBytes)));
  }
  const trailers = decoder.end();
  return { body: Buffer.concat(content), trailers };
}

/** The documented example: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
function documentedBody({ checksum = 'sOO8/Q==' } = {}): Buffer {
  return Buffer.from(
    [
      '10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      'a'.repeat(65_536),
      '400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      'a'.repeat(1024),
      '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
      `${TRAILER}:${checksum}`,
      'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
      '',
      '',
    ].join('\r\n'),
  );
}

describe('signed chunks with a signed trailer', () => {
  const expectations = { decodedLength: 66_560, trailerNames: [TRAILER], signer: SIGNER };

  test("AWS's example is valid, and its trailer is returned", () => {
    const { body, trailers } = decodeChunks(documentedBody(), expectations);
    expect(body).toHaveLength(66_560);
    expect(trailers).toEqual({ [TRAILER]: 'sOO8/Q==' });
  });

  test.each([[1], [7], [65_536]])('it is valid in pieces of %d bytes', (pieceBytes) => {
    const { body, trailers } = decodeChunks(documentedBody(), expectations, pieceBytes);
    expect(body.equals(Buffer.alloc(66_560, 'a'))).toBe(true);
    expect(trailers).toEqual({ [TRAILER]: 'sOO8/Q==' });
  });

  test('a changed byte is refused, and so is a chunk without its signature', () => {
    const changed = Buffer.from(documentedBody().toString().replace('aaaa\r', 'aaab\r'));
    const unsigned = Buffer.from(
      documentedBody()
        .toString()
        .replace(/;chunk-signature=1c13\w+/, ''),
    );
    for (const framed of [changed, unsigned]) {
      expect(() => decodeChunks(framed, expectations)).toThrow(
        expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
      );
    }
  });

  test('a changed trailer is refused', () => {
    expect(() => decodeChunks(documentedBody({ checksum: 'AAAAAA==' }), expectations)).toThrow(
      expect.objectContaining({ code: 'SignatureDoesNotMatch' }),
    );
  });
});

describe('unsigned chunks', () => {
  const decode = (framed: string, decodedLength = 3, trailerNames: string[] = []) =>
    decodeChunks(Buffer.from(framed), { decodedLength, trailerNames });

  test('are decoded with their trailer', () => {
    const framed = '2\r\nab\r\n1\r\nc\r\n0\r\nx-amz-checksum-crc32: NSRBwg==\r\n\r\n';
    const { body, trailers } = decode(framed, 3, ['x-amz-checksum-crc32']);
    expect(body.toString()).toBe('abc');
    expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'NSRBwg==' });
  });

  test.each([
    ['a chunk that is shorter than its size', '4\r\nabc\r\n0\r\n\r\n', 'IncompleteBody'],
    ['a chunk that is longer than its size', '2\r\nabc\r\n0\r\n\r\n', 'IncompleteBody'],
    ['no last chunk', '3\r\nabc\r\n', 'IncompleteBody'],
    ['another length than declared', '2\r\nab\r\n0\r\n\r\n', 'IncompleteBody'],
    ['a size that is not a number', 'x\r\nabc\r\n0\r\n\r\n', 'IncompleteBody'],
    ['a trailer that was not announced', '3\r\nabc\r\n0\r\na:b\r\n\r\n', 'MalformedTrailerError'],
    ['a line that never ends', `3\r\nabc\r\n${'0'.repeat(20_000)}`, 'IncompleteBody'],
    ['bytes after the end', '3\r\nabc\r\n0\r\n\r\nmore', 'MalformedTrailerError'],
  ])('are refused with %s', (_name, framed, code) => {
    expect(() => decode(framed)).toThrow(expect.objectContaining({ code }));
  });

  test('are refused without the trailer that was announced', () => {
    expect(() => decode('3\r\nabc\r\n0\r\n\r\n', 3, ['x-amz-checksum-crc32'])).toThrow(
      expect.objectContaining({ code: 'MalformedTrailerError' }),
    );
  });
});
