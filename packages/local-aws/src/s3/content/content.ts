import type { Readable } from 'node:stream';
import type { ByteRange } from '../byte-range.ts';

/** The bytes of an object, or of a part of a multipart upload. They never change. */
export interface Content {
  readonly size: number;
  /** Returns the bytes of the range, or all bytes. A read that has begun can be completed after `discard`. */
  read(range?: ByteRange): Buffer | Readable;
  /** Deletes the content as soon as nobody reads or retains it. */
  discard(): void;
  /** Prevents the deletion of the content until `release`, even after `discard`. */
  retain(): void;
  release(): void;
}

/** Yields the bytes of a content piece by piece. */
export async function* piecesOf(
  content: Content,
  range?: ByteRange,
): AsyncGenerator<Buffer, void, undefined> {
  const bytes = content.read(range);
  if (bytes instanceof Uint8Array) {
    yield bytes;
  } else {
    yield* bytes;
  }
}
