import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import timersPromises from 'node:timers/promises';

const START = Date.parse('2026-11-21T20:00:00Z');

/** If no input or output happens for this many milliseconds, no data is in transit. Each turn of the event loop takes one. */
const QUIET_TURNS = 4;

interface Timer {
  due: number;
  readonly act: () => void;
  readonly milliseconds: number;
  readonly repeats: boolean;
}

/**
 * A clock that advances only while all code waits for timers. So hours of time limits take seconds, and every run has the same
 * result. The sockets are real: data in transit arrives before any timer fires.
 */
export class VirtualTime {
  readonly #timers = new Set<Timer>();
  #now = START;

  get now(): number {
    return this.#now;
  }

  /** Replaces the clock and the timers of this process until the work ends. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const restore = this.#install();
    let isDone = false;
    try {
      const result = work().finally(() => {
        isDone = true;
      });
      result.catch(() => undefined);
      await this.#passUntil(() => isDone);
      return await result;
    } finally {
      restore();
      this.#timers.clear();
    }
  }

  async #passUntil(isDone: () => boolean): Promise<void> {
    let quietTurns = 0;
    let seen = ioEvents();
    while (!isDone()) {
      await realTurn();
      const events = ioEvents();
      quietTurns = events === seen && !isReading() ? quietTurns + 1 : 0;
      seen = events;
      if (quietTurns >= QUIET_TURNS && !isDone()) {
        this.#fireNext();
        quietTurns = 0;
      }
    }
  }

  #fireNext(): void {
    const [first] = [...this.#timers].sort((one, other) => one.due - other.due);
    if (first === undefined) {
      return;
    }
    this.#now = Math.max(this.#now, first.due);
    if (first.repeats) {
      first.due = this.#now + first.milliseconds;
    } else {
      this.#timers.delete(first);
    }
    first.act();
  }

  #start(act: () => void, milliseconds: number, repeats: boolean) {
    const timer = { due: this.#now + milliseconds, act, milliseconds, repeats };
    this.#timers.add(timer);
    return this.#handleOf(timer);
  }

  /** A timer with all members that the modules of Node.js use. */
  #handleOf(timer: Timer) {
    const handle = {
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh: () => {
        timer.due = this.#now + timer.milliseconds;
        this.#timers.add(timer);
        return handle;
      },
      stop: () => this.#timers.delete(timer),
    };
    return handle;
  }

  /** Replaces the clock and the timers. @returns a function that restores them */
  #install(): () => void {
    const { setTimeout, clearTimeout, setInterval, clearInterval, Date: RealDate } = globalThis;
    const { timeout } = AbortSignal;
    const sleep = timersPromises.setTimeout;
    const time = this;
    const stop = (handle: unknown) => {
      (handle as { stop?: () => void } | undefined)?.stop?.();
    };
    const start =
      (repeats: boolean) =>
      (act: (...passed: unknown[]) => void, milliseconds = 0, ...passed: unknown[]) =>
        time.#start(() => act(...passed), milliseconds, repeats);
    class VirtualDate extends RealDate {
      constructor(...parts: readonly []) {
        super(...((parts.length === 0 ? [time.#now] : parts) as unknown as []));
      }
      static override now = () => time.#now;
    }
    Object.assign(globalThis, {
      setTimeout: start(false),
      setInterval: start(true),
      clearTimeout: stop,
      clearInterval: stop,
      Date: VirtualDate,
    });
    AbortSignal.timeout = (milliseconds) => time.#abortAfter(milliseconds);
    replaceSleep((milliseconds: number) => time.sleep(milliseconds));
    return () => {
      Object.assign(globalThis, {
        setTimeout,
        setInterval,
        clearTimeout,
        clearInterval,
        Date: RealDate,
      });
      AbortSignal.timeout = timeout;
      replaceSleep(sleep);
    };
  }

  sleep(milliseconds = 0): Promise<void> {
    return new Promise((resolve) => {
      this.#start(resolve, milliseconds, false);
    });
  }

  #abortAfter(milliseconds: number): AbortSignal {
    const controller = new AbortController();
    const expire = () =>
      controller.abort(
        new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
      );
    this.#start(expire, milliseconds, false);
    return controller.signal;
  }
}

function replaceSleep(sleep: unknown): void {
  Object.assign(timersPromises, { setTimeout: sleep });
  syncBuiltinESMExports();
}

const realSetTimeout = globalThis.setTimeout;

function realTurn(): Promise<void> {
  return new Promise((resolve) => {
    realSetTimeout(resolve, 1);
  });
}

/** Whether a read of a file or a DNS lookup is running. Node.js reports an event only after such work is complete. */
function isReading(): boolean {
  return process.getActiveResourcesInfo().some((name) => /^(FSReq|GetAddrInfoReq)/.test(name));
}

function ioEvents(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}
