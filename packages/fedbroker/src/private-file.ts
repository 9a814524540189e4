import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './failure.ts';

/** Session tokens have no documented limit, but stay far below this size. */
const FILE_MAX_BYTES = 65_536;

/** The permission bits of the group and of all others. */
const OTHERS = 0o077;

/** Windows refuses to replace a file that another process is reading, which takes milliseconds. */
const BUSY_CODES = ['EPERM', 'EACCES', 'EBUSY'];
const REPLACE_ATTEMPTS = 10;
const REPLACE_PAUSE_MILLISECONDS = 20;

/** The file is not a regular file that only this user can read. */
export class UntrustedFile extends Error {}

/**
 * Creates the folder, or removes other users' access to it.
 *
 * @param userId undefined if files have no numeric owners (Windows); then the folder keeps its access list
 */
export async function makePrivateFolder(folder: string, userId: number | undefined): Promise<void> {
  await makeFolder(folder);
  const stats = await lstat(folder);
  if (!stats.isDirectory() || (userId !== undefined && stats.uid !== userId)) {
    throw new UntrustedFile(`${folder} is not a folder that you own`);
  }
  if (userId !== undefined && (stats.mode & OTHERS) !== 0) {
    await chmod(folder, 0o700);
  }
}

/**
 * Creates the folder and the folders above it, with at most two attempts each. `mkdir` with `recursive` never ends on a file
 * system that reports ENOENT below an existing folder, as /proc does.
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

/**
 * Throws UntrustedFile if other users may have written or read the file.
 *
 * @returns undefined if there is no file
 */
export async function readPrivateFile(
  file: string,
  userId: number | undefined,
): Promise<string | undefined> {
  // Do not follow a symbolic link, and do not wait for the writer of a pipe. Windows has neither flag.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(async (error) => {
    if (
      ['ENOENT', 'ENOTDIR'].includes(error.code) ||
      (error.code === 'EACCES' && (await isOutOfReach(path.dirname(file))))
    ) {
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
      throw new UntrustedFile('it is not a file of fedbroker');
    }
    if (userId !== undefined && (stats.uid !== userId || (stats.mode & OTHERS) !== 0)) {
      throw new UntrustedFile('another user owns it or may read it');
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/**
 * Returns whether another user has closed a folder above this one. For example, HOME is /root in a container that runs as
 * another user. Then the folder contains no files of this user.
 */
async function isOutOfReach(folder: string): Promise<boolean> {
  try {
    await lstat(folder);
    return false;
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}

/** Readers see either the old content or all of the new. An existing file or symbolic link is replaced. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await writeFile(unfinished, content, { flag: 'wx', mode: 0o600 });
    await replaceFile(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function replaceFile(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!BUSY_CODES.includes(codeOf(error)) || attempt === REPLACE_ATTEMPTS) {
        throw error;
      }
    }
    await sleep(REPLACE_PAUSE_MILLISECONDS);
  }
}
