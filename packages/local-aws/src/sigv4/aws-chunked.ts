import { createHash, type Hash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { PayloadDecoder } from './payload-decoder.ts';

/** Each signature includes the one before it: first the request's own, then each chunk, then the trailer. */
export interface ChunkSigner {
  /** @param dataSha256 the hash of the chunk's data, in hexadecimal digits */
  chunkSignature(previous: string, dataSha256: string): string;
  trailerSignature(previous: string, trailers: string): string;
  readonly seed: string;
  /** Compares two strings of hexadecimal digits in constant time. */
  matches(expected: string, found: string): boolean;
  mismatch(): AwsError;
}

export interface ChunkedExpectations {
  /** Bytes. From x-amz-decoded-content-length. */
  readonly decodedLength: number;
  /** The names in x-amz-trailer, in lower case. */
  readonly trailerNames: readonly string[];
  /** Absent for STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  readonly signer?: ChunkSigner;
}

/** The chunk that is being read. */
interface Chunk {
  readonly size: number;
  readonly signature: string;
  readonly hash: Hash | undefined;
}

const CR = 0x0d;
const LF = 0x0a;
/** Bytes. Chunk headers and trailers are shorter. */
const MAX_LINE_BYTES = 16_384;
const TRAILER_SIGNATURE = 'x-amz-trailer-signature';

/**
 * Decodes a body of `Content-Encoding: aws-chunked` piece by piece and checks every signature in the body. `push`
 * returns the data of a chunk before the signature of the chunk is checked, so do not store the data before `end` has
 * returned.
 *
 * Throws AwsError IncompleteBody, MalformedTrailerError, and the mismatch error of the signer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export class ChunkedDecoder implements PayloadDecoder {
  readonly #expectations: ChunkedExpectations;
  readonly #trailers: Record<string, string> = {};
  #signedTrailers = '';
  #trailerSignature = '';
  #previousSignature: string;
  #state: 'header' | 'data' | 'data end' | 'trailers' | 'finished' = 'header';
  #line = '';
  #chunk: Chunk | undefined;
  #remaining = 0;
  #decoded = 0;

  constructor(expectations: ChunkedExpectations) {
    this.#expectations = expectations;
    this.#previousSignature = expectations.signer?.seed ?? '';
  }

  push(bytes: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const piece = bytes.subarray(at, at + this.#remaining);
        at += piece.length;
        this.#readData(piece);
        pieces.push(piece);
      } else {
        at = this.#readLinePart(bytes, at);
      }
    }
    return pieces;
  }

  /** Accepts a body without the empty last line, because some clients do not send this line after the trailers. */
  end(): Readonly<Record<string, string>> {
    if (this.#state !== 'finished' && (this.#state !== 'trailers' || this.#line !== '')) {
      throw incompleteBody();
    }
    if (this.#decoded !== this.#expectations.decodedLength) {
      throw incompleteBody();
    }
    const { signer, trailerNames } = this.#expectations;
    if (Object.keys(this.#trailers).length !== trailerNames.length) {
      throw malformedTrailer();
    }
    if (signer !== undefined && trailerNames.length > 0) {
      const expected = signer.trailerSignature(this.#previousSignature, this.#signedTrailers);
      if (!signer.matches(expected, this.#trailerSignature)) {
        throw signer.mismatch();
      }
    }
    return this.#trailers;
  }

  #readData(piece: Buffer): void {
    this.#chunk?.hash?.update(piece);
    this.#remaining -= piece.length;
    this.#decoded += piece.length;
    if (this.#remaining === 0) {
      this.#verifyChunk();
      this.#state = 'data end';
    }
  }

  /**
   * Reads the bytes up to and including the end of the line. Returns the position after the last byte that was read.
   */
  #readLinePart(bytes: Buffer, from: number): number {
    if (this.#state === 'finished') {
      throw malformedTrailer();
    }
    const found = bytes.indexOf(LF, from);
    const end = found < 0 ? bytes.length : found + 1;
    this.#line += bytes.toString('latin1', from, end);
    if (this.#line.length > MAX_LINE_BYTES) {
      throw incompleteBody();
    }
    if (found >= 0 && this.#line.charCodeAt(this.#line.length - 2) === CR) {
      const line = this.#line.slice(0, -2);
      this.#line = '';
      this.#readLine(line);
    }
    return end;
  }

  #readLine(line: string): void {
    switch (this.#state) {
      case 'header':
        this.#startChunk(line);
        break;
      case 'data end':
        if (line !== '') {
          throw incompleteBody();
        }
        this.#state = 'header';
        break;
      default:
        this.#readTrailer(line);
    }
  }

  #startChunk(header: string): void {
    const [whole, size = '', signature = ''] =
      /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(header) ?? [];
    if (whole === undefined) {
      throw incompleteBody();
    }
    const hash = this.#expectations.signer === undefined ? undefined : createHash('sha256');
    this.#chunk = { size: Number.parseInt(size, 16), signature, hash };
    this.#remaining = this.#chunk.size;
    if (this.#chunk.size > 0) {
      this.#state = 'data';
    } else {
      this.#verifyChunk();
      this.#state = 'trailers';
    }
  }

  #verifyChunk(): void {
    const { signer } = this.#expectations;
    const { hash, signature = '' } = this.#chunk ?? {};
    if (signer !== undefined && hash !== undefined) {
      const expected = signer.chunkSignature(this.#previousSignature, hash.digest('hex'));
      if (!signer.matches(expected, signature)) {
        throw signer.mismatch();
      }
      this.#previousSignature = expected;
    }
  }

  #readTrailer(line: string): void {
    if (line === '') {
      this.#state = 'finished';
      return;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === TRAILER_SIGNATURE) {
      this.#trailerSignature = value;
      return;
    }
    if (!this.#expectations.trailerNames.includes(name) || name in this.#trailers) {
      throw malformedTrailer();
    }
    this.#trailers[name] = value;
    this.#signedTrailers += `${name}:${value}\n`;
  }
}

function incompleteBody(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );
}

function malformedTrailer(): AwsError {
  return new AwsError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );
}
