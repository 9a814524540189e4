import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LocalAws } from 'local-aws';
import { OBJECT_KEY_MAX_BYTES, utf8Bytes } from '../../core/aws/target.ts';
import type { BucketFolder } from './options.ts';

/** A local file to upload as an S3 object. */
export interface BucketFile {
  /** The path below the folder, with `/` as separator. */
  readonly objectKey: string;
  readonly content: Buffer;
}

/** @throws Error that names the option if the folder of a `--bucket` cannot be read */
export function requireFolders(folders: readonly BucketFolder[]): void {
  for (const { bucket, folder } of folders) {
    try {
      readdirSync(folder);
    } catch (error) {
      throw new Error(
        `--bucket ${bucket}=${folder}: the folder cannot be read (${(error as Error).message})`,
      );
    }
  }
}

/** Creates a bucket for each folder, and uploads the folder's files as objects. Warns about files that cannot become objects. */
export function createBuckets(
  { s3 }: LocalAws,
  folders: readonly BucketFolder[],
  regions: ReadonlyMap<string, string | undefined>,
  onWarning: (message: string) => void,
): void {
  for (const { bucket, folder } of folders) {
    s3.createBucket(bucket, { region: regions.get(bucket) });
    for (const { objectKey, content } of filesIn(folder, onWarning)) {
      s3.putObject(bucket, objectKey, content);
    }
  }
}

/**
 * Reads one file after another. Skips dangling links, links to folders, and files that it cannot read, with a warning for each.
 *
 * @param prefix the prefix of the object keys: the path of a subfolder, with a `/` at the end
 */
export function* filesIn(
  folder: string,
  onWarning: (message: string) => void,
  prefix = '',
): Generator<BucketFile> {
  for (const entry of readdirSync(path.join(folder, prefix), { withFileTypes: true })) {
    const objectKey = `${prefix}${entry.name}`;
    const file = path.join(folder, objectKey);
    try {
      if (entry.isDirectory()) {
        yield* filesIn(folder, onWarning, `${objectKey}/`);
      } else {
        yield { objectKey, content: contentOf(file, objectKey) };
      }
    } catch (error) {
      onWarning(`${file} is not in the bucket: ${(error as Error).message}`);
    }
  }
}

function contentOf(file: string, objectKey: string): Buffer {
  if (!statSync(file).isFile()) {
    throw new Error('it is not a file');
  }
  if (utf8Bytes(objectKey) > OBJECT_KEY_MAX_BYTES) {
    throw new Error(`its path is longer than the ${OBJECT_KEY_MAX_BYTES} bytes of an object key`);
  }
  return readFileSync(file);
}
