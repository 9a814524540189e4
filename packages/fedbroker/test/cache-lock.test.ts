import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { whileLocked } from '../src/cache-lock.ts';
import { TestHost } from './test-host.ts';

let host: TestHost;
let lock: string;

beforeEach(() => {
  host = new TestHost();
  host.time = Date.now();
  lock = path.join(host.homeFolder, 'lock');
});

afterEach(() => {
  jest.restoreAllMocks();
  host.remove();
});

/** Returns the id of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

/** The content of the lock of a process on this machine. */
function ownedBy(processId: number): string {
  return `${processId} ${hostname()}`;
}

function leaveLock(content: string, ageSeconds: number): void {
  writeFileSync(lock, content);
  const modified = new Date(host.time - ageSeconds * 1_000);
  utimesSync(lock, modified, modified);
}

test('the second process waits until the first has ended, even if that fails', async () => {
  const steps: string[] = [];
  host.sleep = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const first = whileLocked(lock, host, async () => {
    steps.push('first begins');
    await new Promise((resolve) => setTimeout(resolve, 20));
    steps.push('first ends');
    throw new Error('failed');
  });
  const second = whileLocked(lock, host, async () => {
    steps.push('second');
  });
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(steps).toEqual(['first begins', 'first ends', 'second']);
  expect(existsSync(lock)).toBe(false);
});

test.each([
  ['of a process that has ended', () => leaveLock(ownedBy(endedProcess()), 0)],
  ['of a process that was killed before it wrote its id', () => leaveLock('', 2)],
  [
    'that is older than any request, whose process id another process has now',
    () => leaveLock(ownedBy(process.pid), 31),
  ],
  [
    'of another container that is older than any request',
    () => leaveLock(`${process.pid} other-container`, 31),
  ],
  ['with unreadable content', () => leaveLock('???', 2)],
])('a lock %s is ignored', async (_, leave) => {
  leave();
  expect(await whileLocked(lock, host, async () => 'done')).toBe('done');
  expect(host.slept).toEqual([]);
  expect(existsSync(lock)).toBe(false);
});

test('if a new lock replaces an abandoned one during its removal, the new lock stays and is waited for', async () => {
  leaveLock(ownedBy(endedProcess()), 31);
  let clockReads = 0;
  host.now = () => {
    clockReads += 1;
    // The third call is for the age of the lock, after its file is read for the time and before it is read for the owner.
    if (clockReads === 3) {
      rmSync(lock);
      leaveLock(ownedBy(process.pid), 0);
    }
    return new Date(host.time);
  };
  await whileLocked(lock, host, async () => expect(host.slept).not.toEqual([]));
  expect(readdirSync(host.homeFolder)).toEqual(['lock']);
  expect(readFileSync(lock, 'utf8')).toBe(ownedBy(process.pid));
});

test.each([
  ['a running process', () => leaveLock(ownedBy(process.pid), 10)],
  [
    'a process in another container, whose id no process has here',
    () => leaveLock(`${endedProcess()} other-container`, 10),
  ],
  ['a process of another user', () => leaveLock(ownedBy(1), 10)],
])(
  'the work waits a few seconds for the lock of %s, then runs without it and leaves it in place',
  async (_, leave) => {
    leave();
    expect(await whileLocked(lock, host, async () => 'done')).toBe('done');
    const waited = host.slept.reduce((sum, milliseconds) => sum + milliseconds, 0);
    expect(waited).toBeGreaterThan(2_000);
    expect(waited).toBeLessThan(5_000);
    expect(existsSync(lock)).toBe(true);
  },
);

test('a lock that was just created is not removed, although its process id is not written yet', async () => {
  leaveLock('', 0);
  await whileLocked(lock, host, async () => 'done');
  expect(host.slept).not.toEqual([]);
});

test('on Windows, a lock that is being removed is waited for', async () => {
  const denied = Object.assign(new Error(), { code: 'EPERM' });
  const work = () => whileLocked(lock, host, async () => 'done');
  jest.spyOn(fs, 'writeFile').mockRejectedValueOnce(denied);
  await expect(work()).rejects.toBe(denied);
  Object.assign(host, { userId: undefined });
  jest.spyOn(fs, 'writeFile').mockRejectedValueOnce(denied);
  expect(await work()).toBe('done');
  expect(host.slept).toHaveLength(1);
});
