import { createReadStream, rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ByteRange } from '../byte-range.ts';
import type { Content } from './content.ts';

/** A content in a file. The file is removed when the content is discarded and nobody reads the file. */
export class FileContent implements Content {
  readonly size: number;
  readonly #path: string;
  #readers = 0;
  #isDiscarded = false;

  constructor(path: string, size: number) {
    this.#path = path;
    this.size = size;
  }

  read(range?: ByteRange): Readable {
    const bounds = range === undefined ? {} : { start: range.first, end: range.last };
    this.retain();
    return createReadStream(this.#path, bounds).once('close', () => this.release());
  }

  discard(): void {
    this.#isDiscarded = true;
    this.#removeIfUnused();
  }

  retain(): void {
    this.#readers += 1;
  }

  release(): void {
    this.#readers -= 1;
    this.#removeIfUnused();
  }

  #removeIfUnused(): void {
    if (this.#isDiscarded && this.#readers === 0) {
      rmSync(this.#path, { force: true });
    }
  }
}
