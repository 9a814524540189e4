import type { FederationSession } from './federation-session.ts';
import type { Clock } from './ports.ts';

/** Sessions. */
export const SESSIONS_MAX = 1000;

/** A session this near to its expiry is not used any more. */
export const SESSION_RENEWAL_SECONDS = 300;

interface CachedSession {
  readonly started: Promise<FederationSession>;
  /** Absent while the session is being issued. */
  session?: FederationSession;
}

/** Sessions of one function instance; beyond SESSIONS_MAX the least recently used goes. */
export class SessionCache {
  /** In the order of last use. */
  readonly #sessions = new Map<string, CachedSession>();

  /** Requests that miss at the same time share one start; a failed start leaves nothing behind. */
  get(
    owner: string,
    clock: Clock,
    start: () => Promise<FederationSession>,
  ): Promise<FederationSession> {
    const cached = this.#sessions.get(owner);
    const current =
      cached === undefined || isDue(cached.session, clock()) ? this.#start(owner, start) : cached;
    this.#sessions.delete(owner);
    this.#sessions.set(owner, current);
    this.#evict();
    return current.started;
  }

  /** Forgets this session; one that was started since then stays. */
  drop(owner: string, session: FederationSession): void {
    if (this.#sessions.get(owner)?.session === session) {
      this.#sessions.delete(owner);
    }
  }

  #start(owner: string, start: () => Promise<FederationSession>): CachedSession {
    const cached: CachedSession = { started: start() };
    cached.started.then(
      (session) => {
        cached.session = session;
      },
      () => {
        if (this.#sessions.get(owner) === cached) {
          this.#sessions.delete(owner);
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
