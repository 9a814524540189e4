import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { codeOf } from './failure.ts';
import type { Host } from './host.ts';

const POLL_MILLISECONDS = 40;

/** Then one goes on without it: a second request does no harm, a wait does. */
const WAIT_MAX_MILLISECONDS = 4_000;

/** Longer than a call of the API may take. */
const AGE_MAX_MILLISECONDS = 30_000;

/** Between making the file and writing its owner into it. */
const UNSIGNED_MAX_MILLISECONDS = 1_000;

/**
 * Does the work while no other process does it, as far as that can be had: it never waits more than some seconds, and a lock
 * whose process is gone counts for nothing.
 *
 * Throws what the file system throws where the lock cannot be made.
 */
export async function whileLocked<Result>(
  file: string,
  host: Host,
  work: () => Promise<Result>,
): Promise<Result> {
  const isMine = await acquire(file, host);
  try {
    return await work();
  } finally {
    if (isMine) {
      await rm(file, { force: true });
    }
  }
}

async function acquire(file: string, host: Host): Promise<boolean> {
  const giveUpAt = host.now().getTime() + WAIT_MAX_MILLISECONDS;
  while (host.now().getTime() < giveUpAt) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw error;
      }
    }
    if (await isAbandoned(file, host)) {
      await removeAbandoned(file, host);
    } else {
      await host.sleep(POLL_MILLISECONDS);
    }
  }
  return false;
}

/** What one has put aside is nobody else's to remove; if it is a new lock, made in the meantime, it goes back. */
async function removeAbandoned(file: string, host: Host): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return;
    }
    throw error;
  }
  if (!(await isAbandoned(aside, host))) {
    // Where it cannot, two go on at once, which does no harm.
    await link(aside, file).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

async function isAbandoned(file: string, host: Host): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    const age = host.now().getTime() - mtimeMs;
    const owner = Number(await readFile(file, 'utf8'));
    return (
      age > AGE_MAX_MILLISECONDS ||
      (owner > 0 ? !isRunning(owner) : age > UNSIGNED_MAX_MILLISECONDS)
    );
  } catch {
    // Released meanwhile, or not readable: the next attempt to make it tells.
    return false;
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
