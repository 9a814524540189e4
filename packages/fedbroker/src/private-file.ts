import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from './failure.ts';

/** Bytes; session tokens have no fixed limit, and stay far below this. */
const FILE_MAX_BYTES = 65_536;

const OTHERS = 0o077;

/** Of another kind than a file of one's own that nobody else can read. */
export class UntrustedFile extends Error {}

/**
 * Makes the folder, or closes it to others.
 *
 * @param userId undefined where files have no numeric owners: then the system's own access lists must do
 */
export async function makePrivateFolder(folder: string, userId: number | undefined): Promise<void> {
  await makeFolder(folder);
  const stats = await lstat(folder);
  if (!stats.isDirectory() || (userId !== undefined && stats.uid !== userId)) {
    throw new UntrustedFile(`${folder} is not a folder of yours`);
  }
  if (userId !== undefined && (stats.mode & OTHERS) !== 0) {
    await chmod(folder, 0o700);
  }
}

/**
 * With the folders above it, each tried twice at most. `mkdir` with `recursive` tries without end where a file system answers
 * ENOENT under a folder that is there, as /proc does.
 */
async function makeFolder(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  try {
    await makeOneFolder(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || parent === folder) {
      throw error;
    }
    await makeFolder(parent);
    await makeOneFolder(folder);
  }
}

async function makeOneFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw error;
    }
  }
}

/** @returns undefined where there is none; throws UntrustedFile where others may have written or read it */
export async function readPrivateFile(
  file: string,
  userId: number | undefined,
): Promise<string | undefined> {
  // Not through a symbolic link, and without waiting for the other end of a pipe; Windows has neither flag.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error.code === 'ELOOP' ? new UntrustedFile('it is a symbolic link') : error;
  });
  if (handle === undefined) {
    return undefined;
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > FILE_MAX_BYTES) {
      throw new UntrustedFile('it is not a file of this program');
    }
    if (userId !== undefined && (stats.uid !== userId || (stats.mode & OTHERS) !== 0)) {
      throw new UntrustedFile('others own it or may read it');
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Readers see the old content or all of the new; what was there, a link even, is replaced. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await writeFile(unfinished, content, { flag: 'wx', mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
