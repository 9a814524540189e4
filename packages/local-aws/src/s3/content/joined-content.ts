import { Readable } from 'node:stream';
import type { ByteRange } from '../byte-range.ts';
import { type Content, piecesOf } from './content.ts';

/** The contents of several parts, read as one content. The bytes are not copied. */
export class JoinedContent implements Content {
  readonly size: number;
  readonly #parts: readonly Content[];

  constructor(parts: readonly Content[]) {
    this.#parts = parts;
    this.size = parts.reduce((sum, { size }) => sum + size, 0);
  }

  read(range: ByteRange = { first: 0, last: this.size - 1 }): Readable {
    const slices = this.#slices(range);
    for (const { part } of slices) {
      part.retain();
    }
    const stream = Readable.from(readAll(slices), { objectMode: false });
    return stream.once('close', () => {
      for (const { part } of slices) {
        part.release();
      }
    });
  }

  discard(): void {
    for (const part of this.#parts) {
      part.discard();
    }
  }

  retain(): void {
    for (const part of this.#parts) {
      part.retain();
    }
  }

  release(): void {
    for (const part of this.#parts) {
      part.release();
    }
  }

  /** Returns the parts that overlap the range, each with the range of its bytes to read. */
  #slices({ first, last }: ByteRange): Slice[] {
    const slices: Slice[] = [];
    let start = 0;
    for (const part of this.#parts) {
      const slice = {
        first: Math.max(0, first - start),
        last: Math.min(part.size - 1, last - start),
      };
      if (slice.first <= slice.last) {
        slices.push({ part, range: slice });
      }
      start += part.size;
    }
    return slices;
  }
}

interface Slice {
  readonly part: Content;
  readonly range: ByteRange;
}

async function* readAll(slices: readonly Slice[]): AsyncGenerator<Buffer, void, undefined> {
  for (const { part, range } of slices) {
    yield* piecesOf(part, range);
  }
}
