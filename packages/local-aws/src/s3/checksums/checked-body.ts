import { createHash } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import type { RequestBody } from '../../service.ts';
import type { ExpectedChecksums } from './expected-checksums.ts';
import type { ObjectChecksum } from './object-checksum.ts';

/** The hash and the checksum of a body. */
export interface Digests {
  /** In hexadecimal digits. */
  readonly md5: string;
  readonly checksum: ObjectChecksum;
}

/** Yields the pieces of a body unchanged, and computes the MD5 and the checksum of the body. */
export class CheckedBody implements AsyncIterable<Buffer> {
  readonly #pieces: AsyncIterable<Buffer>;
  readonly #expected: ExpectedChecksums;
  #digests: Digests | undefined;

  constructor(pieces: AsyncIterable<Buffer>, expected: ExpectedChecksums) {
    this.#pieces = pieces;
    this.#expected = expected;
  }

  /** Available after the last piece has been read. */
  get digests(): Digests {
    if (this.#digests === undefined) {
      throw new Error('The body has not been read to its end.');
    }
    return this.#digests;
  }

  /** @throws AwsError BadDigest, InvalidRequest, MalformedTrailerError after the last piece */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    const { algorithm, trailer, md5, value } = this.#expected;
    const md5Stream = createHash('md5');
    const checksumStream = algorithm.start();
    for await (const piece of this.#pieces) {
      md5Stream.update(piece);
      checksumStream.update(piece);
      yield piece;
    }
    const digest = md5Stream.digest();
    if (md5 !== undefined && md5 !== digest.toString('base64')) {
      throw new AwsError(
        'BadDigest',
        'The Content-MD5 you specified did not match what we received.',
      );
    }
    const computed = checksumStream.digest().toString('base64');
    const expected = trailer === undefined ? value : trailerOf(this.#pieces, trailer);
    if (expected !== undefined && expected !== computed) {
      throw new AwsError(
        'BadDigest',
        `The ${algorithm.name} you specified did not match the calculated checksum.`,
      );
    }
    const checksum: ObjectChecksum = { algorithm, type: 'FULL_OBJECT', value: computed };
    this.#digests = { md5: digest.toString('hex'), checksum };
  }
}

function trailerOf(body: AsyncIterable<Buffer> | RequestBody, trailer: string): string {
  const value = 'trailers' in body ? body.trailers[trailer] : undefined;
  if (value === undefined) {
    throw new AwsError(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  }
  return value;
}
