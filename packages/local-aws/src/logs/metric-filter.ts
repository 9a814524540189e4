import type { Datum } from '../cloudwatch/metrics.ts';
import { invalidParameter } from '../json-protocol.ts';
import { type JsonCondition, parseEvent, parseFilterPattern, select } from './filter-pattern.ts';
import type { InputLogEvent } from './input-log-event.ts';

const SELECTOR = /^\$(\.[A-Za-z_]\w*)+$/;

export interface MetricFilterSettings {
  readonly pattern: string;
  /** What a matching event adds to the metric: a number, or the selector of a number in the event. */
  readonly value: string;
  readonly onDatum: (datum: Datum) => void;
}

/**
 * Turns events of a log group into metric values when they arrive.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
 */
export class MetricFilter {
  readonly #matches: JsonCondition;
  readonly #valueOf: (event: unknown) => unknown;
  readonly #onDatum: MetricFilterSettings['onDatum'];

  /** @throws AwsError InvalidParameterException */
  constructor({ pattern, value, onDatum }: MetricFilterSettings) {
    this.#matches = parseFilterPattern(pattern);
    this.#valueOf = valueReader(value);
    this.#onDatum = onDatum;
  }

  /** Ignores events that are not JSON, or that have no number at the selector. */
  take({ timestamp, message }: InputLogEvent): void {
    const event = parseEvent(message);
    if (!this.#matches(event)) {
      return;
    }
    const value = this.#valueOf(event);
    if (typeof value === 'number') {
      this.#onDatum({ timestamp, value });
    }
  }
}

function valueReader(value: string): (event: unknown) => unknown {
  if (SELECTOR.test(value)) {
    return (event) => select(event, value);
  }
  const constant = Number(value);
  if (value.trim() === '' || !Number.isFinite(constant)) {
    throw invalidParameter('A metric value must be a number, or a selector such as $.size');
  }
  return () => constant;
}
