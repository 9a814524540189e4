import type { FederationSession } from '../../../core/use-cases/federation-session.ts';
import {
  SESSION_RENEWAL_SECONDS,
  SESSIONS_MAX,
  SessionCache,
} from '../../../core/use-cases/session-cache.ts';
import { sessionUntil } from '../fixtures.ts';

const NOW = new Date('2026-11-21T20:00:00Z');
const clock = () => NOW;
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

/** Starts sessions of one hour, and counts them. */
function starter() {
  const started: FederationSession[] = [];
  const start = async () => {
    const session = sessionUntil(inSeconds(3600), `ASIA${started.length}`);
    started.push(session);
    return session;
  };
  return { started, start };
}

describe('SessionCache', () => {
  test('starts one session for each key', async () => {
    const cache = new SessionCache();
    const { started, start } = starter();
    const alice = await cache.get('alice', clock, start);
    expect(await cache.get('alice', clock, start)).toBe(alice);
    expect(await cache.get('bob', clock, start)).not.toBe(alice);
    expect(started).toHaveLength(2);
  });

  test('shares one start between concurrent requests for the same session', async () => {
    const cache = new SessionCache();
    const { started, start } = starter();
    const sessions = await Promise.all([1, 2, 3].map(() => cache.get('alice', clock, start)));
    expect(new Set(sessions).size).toBe(1);
    expect(started).toHaveLength(1);
  });

  test.each([
    [SESSION_RENEWAL_SECONDS + 1, 1],
    [SESSION_RENEWAL_SECONDS, 2],
    [-1, 2],
  ])('with %d seconds left, the number of starts is %d', async (left, starts) => {
    const cache = new SessionCache();
    const { started, start } = starter();
    await cache.get('alice', clock, start);
    await cache.get('alice', () => inSeconds(3600 - left), start);
    expect(started).toHaveLength(starts);
  });

  test('does not cache a failed start', async () => {
    const cache = new SessionCache();
    const { started, start } = starter();
    const failing = cache.get('alice', clock, () => Promise.reject(new Error('throttled')));
    const sharing = cache.get('alice', clock, start);
    await expect(failing).rejects.toThrow('throttled');
    await expect(sharing).rejects.toThrow('throttled');
    expect(started).toHaveLength(0);
    expect(await cache.get('alice', clock, start)).toBe(started[0]);
  });

  test('drops only the given session, never a newer one', async () => {
    const cache = new SessionCache();
    const { start } = starter();
    const old = await cache.get('alice', clock, start);
    cache.drop('alice', old);
    const renewed = await cache.get('alice', clock, start);
    expect(renewed).not.toBe(old);
    cache.drop('alice', old);
    expect(await cache.get('alice', clock, start)).toBe(renewed);
  });

  test('drops the least recently used session if it is full', async () => {
    const cache = new SessionCache();
    const { started, start } = starter();
    for (let owner = 0; owner < SESSIONS_MAX; owner += 1) {
      await cache.get(`owner-${owner}`, clock, start);
    }
    await cache.get('owner-0', clock, start);
    await cache.get('one more', clock, start);
    expect(started).toHaveLength(SESSIONS_MAX + 1);
    await cache.get('owner-0', clock, start);
    await cache.get('owner-2', clock, start);
    expect(started).toHaveLength(SESSIONS_MAX + 1);
    await cache.get('owner-1', clock, start);
    expect(started).toHaveLength(SESSIONS_MAX + 2);
  });
});
