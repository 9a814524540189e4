import type { ByteRange } from '../byte-range.ts';
import type { Content } from './content.ts';

/** A content of a few bytes, in memory. */
export class MemoryContent implements Content {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(range?: ByteRange): Buffer {
    return range === undefined ? this.#bytes : this.#bytes.subarray(range.first, range.last + 1);
  }

  /** The garbage collector frees the bytes. */
  discard(): void {}

  retain(): void {}

  release(): void {}
}
