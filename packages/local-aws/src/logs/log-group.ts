import type { Clock } from '../clock.ts';
import type { InputLogEvent } from './input-log-event.ts';
import type { MetricFilter } from './metric-filter.ts';

const MILLISECONDS_PER_DAY = 86_400_000;

export interface LogEvent extends InputLogEvent {
  readonly eventId: string;
  readonly logStreamName: string;
  /** Milliseconds since 1970. */
  readonly ingestionTime: number;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: Date;
}

/** A log group with the events of all its streams. */
export class LogGroup {
  readonly name: string;
  /** If undefined, events do not expire. */
  retentionDays: number | undefined;
  /** By name. A filter sees only events that arrive after its creation. */
  readonly metricFilters = new Map<string, MetricFilter>();
  readonly #clock: Clock;
  readonly #streams = new Map<string, LogStream>();
  #events: LogEvent[] = [];
  #sequence = 0;

  constructor(name: string, retentionDays: number | undefined, clock: Clock) {
    this.name = name;
    this.retentionDays = retentionDays;
    this.#clock = clock;
  }

  hasStream(name: string): boolean {
    return this.#streams.has(name);
  }

  addStream(name: string): void {
    this.#streams.set(name, { name, createdAt: this.#clock.now() });
  }

  /** By name. */
  streams(): readonly LogStream[] {
    return [...this.#streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  append(logStreamName: string, events: readonly InputLogEvent[]): void {
    const ingestionTime = this.#clock.now().getTime();
    for (const { timestamp, message } of events) {
      this.#sequence += 1;
      const eventId = String(this.#sequence).padStart(56, '0');
      this.#events.push({ eventId, logStreamName, timestamp, message, ingestionTime });
      for (const filter of this.metricFilters.values()) {
        filter.take({ timestamp, message });
      }
    }
    this.#events = [...this.events()].sort((a, b) => a.timestamp - b.timestamp);
  }

  /** Oldest first, without events past their retention. */
  events(): readonly LogEvent[] {
    const oldest = this.oldestRetained();
    return this.#events.filter(({ timestamp }) => timestamp >= oldest);
  }

  /** Milliseconds since 1970. */
  oldestRetained(): number {
    return this.retentionDays === undefined
      ? Number.NEGATIVE_INFINITY
      : this.#clock.now().getTime() - this.retentionDays * MILLISECONDS_PER_DAY;
  }
}
