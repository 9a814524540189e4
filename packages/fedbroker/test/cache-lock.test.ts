import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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

afterEach(() => host.remove());

/** A process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

function leaveLock(content: string, ageSeconds: number): void {
  writeFileSync(lock, content);
  const modified = new Date(host.time - ageSeconds * 1_000);
  utimesSync(lock, modified, modified);
}

test('the second waits until the first has ended, however it ends', async () => {
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
  ['of a process that has ended', () => leaveLock(String(endedProcess()), 0)],
  ['of a process that was killed before it wrote its number', () => leaveLock('', 2)],
  [
    'that is older than any request, of a number that another process has now',
    () => leaveLock(String(process.pid), 31),
  ],
  ['of nonsense', () => leaveLock('???', 2)],
])('a lock %s stops nobody', async (_, leave) => {
  leave();
  expect(await whileLocked(lock, host, async () => 'done')).toBe('done');
  expect(host.slept).toEqual([]);
  expect(existsSync(lock)).toBe(false);
});

test('a lock that replaces an abandoned one while that is removed stays, and is waited for', async () => {
  leaveLock(String(endedProcess()), 31);
  let looks = 0;
  host.now = () => {
    looks += 1;
    // The third look at the clock is for the age of the lock, between its state and its owner.
    if (looks === 3) {
      rmSync(lock);
      leaveLock(String(process.pid), 0);
    }
    return new Date(host.time);
  };
  await whileLocked(lock, host, async () => expect(host.slept).not.toEqual([]));
  expect(readdirSync(host.homeFolder)).toEqual(['lock']);
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
});

test.each([
  ['a running process', () => leaveLock(String(process.pid), 10)],
  ['a process of another user', () => leaveLock('1', 10)],
])('the lock of %s is waited for some seconds and then left as it is', async (_, leave) => {
  leave();
  expect(await whileLocked(lock, host, async () => 'done')).toBe('done');
  const waited = host.slept.reduce((sum, milliseconds) => sum + milliseconds, 0);
  expect(waited).toBeGreaterThan(2_000);
  expect(waited).toBeLessThan(5_000);
  expect(existsSync(lock)).toBe(true);
});

test('a process that has just made its lock is not robbed of it', async () => {
  leaveLock('', 0);
  await whileLocked(lock, host, async () => 'done');
  expect(host.slept).not.toEqual([]);
});
