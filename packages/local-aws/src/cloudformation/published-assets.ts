import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Copies of asset folders by S3 key, as `cdk deploy` keeps them in the bootstrap bucket. A rollback needs the earlier
 * code, whose cloud assembly may no longer exist.
 * Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export class PublishedAssets {
  readonly #name: string;
  readonly #folders = new Map<string, string>();
  #root: string | undefined;

  /** @param name part of the name of the folder with the copies */
  constructor(name: string) {
    this.#name = name;
  }

  /** Absolute paths of the copies. */
  get folders(): ReadonlyMap<string, string> {
    return this.#folders;
  }

  /**
   * Copies folders with new keys only, because a key identifies a content. Rejects with Node's error if a folder is
   * missing.
   */
  async publish(folders: ReadonlyMap<string, string>): Promise<void> {
    for (const [objectKey, folder] of folders) {
      if (!this.#folders.has(objectKey)) {
        this.#root ??= await mkdtemp(path.join(tmpdir(), `local-aws-${this.#name}-assets-`));
        const copy = path.join(this.#root, String(this.#folders.size));
        await cp(folder, copy, { recursive: true });
        this.#folders.set(objectKey, copy);
      }
    }
  }

  async remove(): Promise<void> {
    const root = this.#root;
    this.#root = undefined;
    this.#folders.clear();
    if (root !== undefined) {
      await rm(root, { recursive: true, force: true });
    }
  }
}
