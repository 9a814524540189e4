import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../temporary-folder.ts';
import type { Content } from './content.ts';
import { FileContent } from './file-content.ts';
import { MemoryContent } from './memory-content.ts';

/** Bytes. Larger contents are stored as files, so that large objects do not fill the memory. */
const MAX_MEMORY_BYTES = 64 * 1024;

/**
 * Stores small contents in memory and large contents as files. Makes the folder for the files when it stores the first
 * file.
 */
export class ContentStore {
  readonly #parentFolder: string;
  #folder: string | undefined;
  #fileCount = 0;

  /**
   * @param parentFolder the folder in which the folder for the files is made. By default, the system's folder for
   * temporary files
   */
  constructor(parentFolder: string = tmpdir()) {
    this.#parentFolder = parentFolder;
  }

  /** Stores the bytes. Do not change the buffer afterwards. */
  storeBytes(bytes: Buffer): Content {
    if (bytes.length <= MAX_MEMORY_BYTES) {
      return new MemoryContent(bytes);
    }
    const file = this.#newFile();
    writeFileSync(file, bytes, { mode: 0o600 });
    return new FileContent(file, bytes.length);
  }

  /** Stores the pieces as one content. If reading the pieces fails, stores nothing and rejects with the error. */
  async store(pieces: AsyncIterable<Buffer>): Promise<Content> {
    const first: Buffer[] = [];
    let size = 0;
    let file: { readonly path: string; readonly handle: FileHandle } | undefined;
    try {
      for await (const piece of pieces) {
        size += piece.length;
        if (file !== undefined) {
          await file.handle.writeFile(piece);
        } else {
          first.push(piece);
          if (size > MAX_MEMORY_BYTES) {
            file = await this.#openNewFile();
            await file.handle.writeFile(Buffer.concat(first.splice(0)));
          }
        }
      }
    } catch (error) {
      if (file !== undefined) {
        await file.handle.close();
        rmSync(file.path, { force: true });
      }
      throw error;
    }
    if (file === undefined) {
      return new MemoryContent(Buffer.concat(first));
    }
    await file.handle.close();
    return new FileContent(file.path, size);
  }

  /** Removes all files. */
  close(): void {
    if (this.#folder !== undefined) {
      removeTemporaryFolder(this.#folder);
      this.#folder = undefined;
    }
  }

  async #openNewFile(): Promise<{ path: string; handle: FileHandle }> {
    const file = this.#newFile();
    return { path: file, handle: await open(file, 'wx', 0o600) };
  }

  #newFile(): string {
    this.#folder ??= this.#newFolder();
    this.#fileCount += 1;
    return path.join(this.#folder, String(this.#fileCount));
  }

  #newFolder(): string {
    mkdirSync(this.#parentFolder, { recursive: true, mode: 0o700 });
    return makeTemporaryFolder('s3-objects', this.#parentFolder);
  }
}
