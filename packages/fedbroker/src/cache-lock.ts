import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeOf } from './failure.ts';
import type { Host } from './host.ts';

const POLL_MILLISECONDS = 40;

/** After this time the work runs without the lock. A second request for credentials does no harm, but a longer wait does. */
const WAIT_MAX_MILLISECONDS = 4_000;

/** Longer than a call of the API can take. */
const AGE_MAX_MILLISECONDS = 30_000;

/** A process creates the file and then writes its process id into it. This is the time allowed between the two. */
const EMPTY_MAX_MILLISECONDS = 1_000;

/** A process id, and the name of the machine or container in which it is valid. */
const OWNER = /^([1-9]\d*) (.*)$/s;

/**
 * Does the work while no other process does it. This is best effort: it waits a limited time, and it ignores the lock of
 * a process that no longer runs. Other machines and containers can share the folder. It cannot know whether a process there still
 * runs, so it ignores such a lock only after 30 seconds.
 *
 * Throws the file system's error if it cannot create the lock.
 */
export async function whileLocked<Result>(
  file: string,
  host: Host,
  work: () => Promise<Result>,
  waitMilliseconds = WAIT_MAX_MILLISECONDS,
): Promise<Result> {
  const isAcquired = await acquire(file, host, waitMilliseconds);
  try {
    return await work();
  } finally {
    if (isAcquired) {
      await rm(file, { force: true });
    }
  }
}

async function acquire(file: string, host: Host, waitMilliseconds: number): Promise<boolean> {
  const giveUpAt = host.now().getTime() + waitMilliseconds;
  while (host.now().getTime() < giveUpAt) {
    try {
      await writeFile(file, `${process.pid} ${hostname()}`, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (!isTaken(error, host)) {
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

/** On Windows, EPERM means that a lock is being removed while another process reads it. */
function isTaken(error: unknown, { userId }: Host): boolean {
  const code = codeOf(error);
  return code === 'EEXIST' || (code === 'EPERM' && userId === undefined);
}

/** Renames the lock before it removes it, so no two processes remove the same one. A new lock that was created meanwhile is put back. */
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
    // If this fails, two processes do the work at once, which does no harm.
    await link(aside, file).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

async function isAbandoned(file: string, host: Host): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    const age = host.now().getTime() - mtimeMs;
    const [, owner, machine] = OWNER.exec(await readFile(file, 'utf8')) ?? [];
    if (age > AGE_MAX_MILLISECONDS) {
      return true;
    }
    return owner === undefined
      ? age > EMPTY_MAX_MILLISECONDS
      : machine === hostname() && !isRunning(Number(owner));
  } catch {
    // The lock was released meanwhile, or is not readable. The next attempt to create it shows which.
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
