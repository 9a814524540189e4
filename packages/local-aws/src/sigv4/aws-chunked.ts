import { AwsError } from '../aws-error.ts';

/** Each signature includes the one before it: first the request's own, then each chunk, then the trailer. */
export interface ChunkSigner {
  chunkSignature(previous: string, data: Buffer): string;
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

export interface DecodedChunks {
  readonly body: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

const CRLF = Buffer.from('\r\n');
const TRAILER_SIGNATURE = 'x-amz-trailer-signature';

/**
 * Decodes a body of `Content-Encoding: aws-chunked` and checks every signature in it.
 * Throws AwsError IncompleteBody, MalformedTrailerError, and the mismatch error of the signer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeChunks(framed: Buffer, expectations: ChunkedExpectations): DecodedChunks {
  const { signer } = expectations;
  const chunks: Buffer[] = [];
  let previous = signer?.seed ?? '';
  let at = 0;
  for (;;) {
    const header = readLine(framed, at);
    const { size, signature } = parseChunkHeader(header.text);
    const data = framed.subarray(header.end, header.end + size);
    if (data.length < size) {
      throw incompleteBody();
    }
    if (signer !== undefined) {
      const expected = signer.chunkSignature(previous, data);
      if (!signer.matches(expected, signature ?? '')) {
        throw signer.mismatch();
      }
      previous = expected;
    }
    at = header.end + size;
    if (size === 0) {
      break;
    }
    if (!framed.subarray(at, at + CRLF.length).equals(CRLF)) {
      throw incompleteBody();
    }
    at += CRLF.length;
    chunks.push(data);
  }
  const body = Buffer.concat(chunks);
  if (body.length !== expectations.decodedLength) {
    throw incompleteBody();
  }
  return { body, trailers: readTrailers(framed, at, previous, expectations) };
}

function readTrailers(
  framed: Buffer,
  from: number,
  previous: string,
  { signer, trailerNames }: ChunkedExpectations,
): Record<string, string> {
  const trailers: Record<string, string> = {};
  let signed = '';
  let signature: string | undefined;
  let line = readLine(framed, from);
  while (line.text !== '') {
    const colon = line.text.indexOf(':');
    const name = line.text.slice(0, colon).trim().toLowerCase();
    const value = line.text.slice(colon + 1).trim();
    if (name === TRAILER_SIGNATURE) {
      signature = value;
    } else {
      if (!trailerNames.includes(name) || name in trailers) {
        throw malformedTrailer();
      }
      trailers[name] = value;
      signed += `${name}:${value}\n`;
    }
    line = readLine(framed, line.end);
  }
  if (line.end !== framed.length || Object.keys(trailers).length !== trailerNames.length) {
    throw malformedTrailer();
  }
  if (signer !== undefined && trailerNames.length > 0) {
    if (!signer.matches(signer.trailerSignature(previous, signed), signature ?? '')) {
      throw signer.mismatch();
    }
  }
  return trailers;
}

/** Reads up to CRLF. The last line may have no CRLF, because some clients end their trailers without it. */
function readLine(framed: Buffer, from: number): { text: string; end: number } {
  const end = framed.indexOf(CRLF, from);
  if (end < 0) {
    if (from === framed.length) {
      return { text: '', end: from };
    }
    throw incompleteBody();
  }
  return { text: framed.toString('latin1', from, end), end: end + CRLF.length };
}

function parseChunkHeader(text: string): { size: number; signature?: string } {
  const match = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(text);
  if (match === null) {
    throw incompleteBody();
  }
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] };
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
