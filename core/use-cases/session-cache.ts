import type { FederationSession } from './federation-session.ts';
import type { Clock } from './ports.ts';

/** The most sessions in a cache. */
export const SESSIONS_MAX = 1000;

/** A session is not used when it expires in less than this. */
export const SESSION_RENEWAL_SECONDS = 300;

interface CachedSession {
  readonly started: Promise<FederationSession>;
  /** Absent while the session is being issued. */
  session?: FederationSession;
}

/** The sessions of one function instance. If it is full, it drops the least recently used session. */
export class SessionCache {
  /** In the order of last use. */
  readonly #sessions = new Map<string, CachedSession>();

  /** Concurrent requests for the same missing session share one start. A failed start is not cached. */
  get(
    key: string,
    clock: Clock,
    start: () => Promise<FederationSession>,
  ): Promise<FederationSession> {
    const cached = this.#sessions.get(key);
    const current =
      cached === undefined || isDue(cached.session, clock()) ? this.#start(key, start) : cached;
    this.#sessions.delete(key);
    this.#sessions.set(key, current);
    this.#evict();
    return current.started;
  }

  /** Drops this session, but not a newer one with the same key. */
  drop(key: string, session: FederationSession): void {
    if (this.#sessions.get(key)?.session === session) {
      this.#sessions.delete(key);
    }
  }

  #start(key: string, start: () => Promise<FederationSession>): CachedSession {
    const cached: CachedSession = { started: start() };
    cached.started.then(
      (session) => {
        cached.session = session;
      },
      () => {
        if (this.#sessions.get(key) === cached) {
          this.#sessions.delete(key);
        }
      },
    );
    return cached;
  }

  #evict(): void {
    const [leastRecentlyUsed] = this.#sessions.keys();
    if (this.#sessions.size > SESSIONS_MAX && leastRecentlyUsed !== undefined) {
      this.#sessions.delete(leastRecentlyUsed);
    }
  }
}

function isDue(session: FederationSession | undefined, now: Date): boolean {
  return (
    session !== undefined &&
    session.token.credentials.expiration.getTime() - now.getTime() <= SESSION_RENEWAL_SECONDS * 1000
  );
}
