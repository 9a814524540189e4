import { cp } from 'node:fs/promises';
import path from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder } from '../temporary-folder.ts';
import { extractArchive } from './archive.ts';
import type { Deployer } from './deployer.ts';
import type { CodeLocation, FunctionCode } from './function-code.ts';
import { onResource } from './permissions/handler-permissions.ts';
import type { Services } from './resource-type.ts';
import { readS3Object } from './s3-object.ts';
import { TemplateError } from './template-error.ts';

/**
 * The code of a stack's functions: copies of the asset folders of a cloud assembly, and archives that a deployer
 * uploaded to a bucket. Later updates and rollbacks use the copies.
 */
export class PublishedAssets implements FunctionCode {
  readonly #name: string;
  readonly #services: Pick<Services, 'account' | 's3'>;
  readonly #folders = new Map<string, string>();
  #root: string | undefined;
  #archives = 0;

  /** @param name part of the name of the folder with the copies */
  constructor(name: string, services: Pick<Services, 'account' | 's3'>) {
    this.#name = name;
    this.#services = services;
  }

  /** The absolute paths of the copied folders, by S3 key. */
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
        const copy = path.join(this.#folder(), String(this.#folders.size));
        await cp(folder, copy, { recursive: true });
        this.#folders.set(objectKey, copy);
      }
    }
  }

  /** Reads an uploaded archive again for each deployment, because the archive can change or be deleted. */
  async folderOf(
    { bucket, objectKey }: CodeLocation,
    deployer: Deployer | undefined,
  ): Promise<string> {
    const copy = this.#folders.get(objectKey);
    if (copy !== undefined) {
      // `cdk deploy` would have uploaded the folder to this bucket.
      const { partition } = this.#services.account;
      deployer?.ask(onResource(`arn:${partition}:s3:::${bucket}/${objectKey}`, ['s3:GetObject']));
      return copy;
    }
    if (deployer === undefined) {
      throw new TemplateError(`The cloud assembly has no asset folder for ${objectKey}`);
    }
    const archive = await readS3Object(
      this.#services.s3,
      { bucket, objectKey },
      deployer.requester,
    );
    this.#archives += 1;
    const folder = path.join(this.#folder(), `archive-${this.#archives}`);
    await extractArchive(archive, folder);
    return folder;
  }

  remove(): void {
    const root = this.#root;
    this.#root = undefined;
    this.#folders.clear();
    if (root !== undefined) {
      removeTemporaryFolder(root);
    }
  }

  #folder(): string {
    this.#root ??= makeTemporaryFolder(`local-aws-${this.#name}-assets`);
    return this.#root;
  }
}
