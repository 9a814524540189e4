import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { AwsError } from '../aws-error.ts';

/**
 * The Unix permission that lets all users read the file. The upper 16 bits of the external attributes are the Unix
 * mode.
 */
const READABLE = 0o004 << 16;

/**
 * Extracts a function's archive as Lambda does. Lambda runs the function as a user who does not own the files. So if
 * the mode in the archive lets only the owner read a file, the extracted file throws an error when the function loads
 * it. The result is the same for every user who runs the local AWS.
 * https://repost.aws/knowledge-center/lambda-deployment-package-errors
 *
 * @throws AwsError InvalidParameterValueException if the bytes are not a zip archive
 */
export async function extractArchive(archive: Buffer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(archive);
  } catch {
    throw new AwsError(
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  for await (const entry of zip.eachEntry()) {
    await extract(zip, entry, folder);
  }
}

async function extract(zip: ZipFile, entry: Entry, folder: string): Promise<void> {
  const target = path.join(folder, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(path.dirname(target), { recursive: true });
  if (isReadable(entry)) {
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
  } else {
    const message = `EACCES: permission denied, open '/var/task/${entry.fileName}'`;
    await writeFile(target, `throw new Error(${JSON.stringify(message)});\n`);
  }
}

/** Archives that are created on Windows have no Unix modes. All users can read their files. */
function isReadable({ externalFileAttributes }: Entry): boolean {
  const hasMode = externalFileAttributes >>> 16 !== 0;
  return !hasMode || (externalFileAttributes & READABLE) !== 0;
}
