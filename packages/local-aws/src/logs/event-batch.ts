import { invalidParameter } from '../json-protocol.ts';
import type { InputLogEvent } from './input-log-event.ts';
import type { LogGroup } from './log-group.ts';

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
const MAX_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;
const OVERHEAD_BYTES_PER_EVENT = 26;
const MILLISECONDS_PER_HOUR = 3_600_000;
const MAX_SPAN_MILLISECONDS = 24 * MILLISECONDS_PER_HOUR;
const MAX_FUTURE_MILLISECONDS = 2 * MILLISECONDS_PER_HOUR;
const MAX_AGE_MILLISECONDS = 14 * 24 * MILLISECONDS_PER_HOUR;

/** Indices into the batch, as in the answer of PutLogEvents. */
export interface RejectedLogEvents {
  readonly tooNewLogEventStartIndex?: number;
  readonly tooOldLogEventEndIndex?: number;
  readonly expiredLogEventEndIndex?: number;
}

export interface AcceptedBatch {
  readonly events: readonly InputLogEvent[];
  readonly rejected: RejectedLogEvents | undefined;
}

/** @throws AwsError InvalidParameterException if the whole batch is refused */
export function readBatch(items: readonly Readonly<Record<string, unknown>>[]): InputLogEvent[] {
  if (items.length === 0 || items.length > MAX_EVENTS) {
    throw invalidParameter(`logEvents must have 1 to ${MAX_EVENTS} entries.`);
  }
  const events = items.map(readEvent);
  const bytes = events.reduce(
    (sum, { message }) => sum + Buffer.byteLength(message, 'utf8') + OVERHEAD_BYTES_PER_EVENT,
    0,
  );
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceed ${MAX_BATCH_BYTES} bytes.`);
  }
  assertOrder(events);
  return events;
}

/** Drops the events at either end that are too old, too new, or past the retention of the group. */
export function acceptBatch(
  events: readonly InputLogEvent[],
  group: LogGroup,
  now: Date,
): AcceptedBatch {
  const time = now.getTime();
  const tooOld = countBefore(events, time - MAX_AGE_MILLISECONDS);
  const expired = countBefore(events, group.oldestRetained());
  const accepted = countBefore(events, time + MAX_FUTURE_MILLISECONDS + 1);
  const rejected: RejectedLogEvents = {
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
    ...(accepted < events.length && { tooNewLogEventStartIndex: accepted }),
  };
  return {
    events: events.slice(Math.max(tooOld, expired), accepted),
    rejected: Object.keys(rejected).length === 0 ? undefined : rejected,
  };
}

function readEvent({ timestamp, message, ...others }: Readonly<Record<string, unknown>>) {
  const isEvent =
    typeof timestamp === 'number' &&
    Number.isInteger(timestamp) &&
    timestamp >= 0 &&
    typeof message === 'string' &&
    message !== '' &&
    Object.keys(others).length === 0;
  if (!isEvent) {
    throw invalidParameter(
      'An entry of logEvents must have a timestamp in milliseconds and a message that is not empty.',
    );
  }
  return { timestamp, message };
}

function assertOrder(events: readonly InputLogEvent[]): void {
  const times = events.map(({ timestamp }) => timestamp);
  if (times.some((time, index) => time < (times[index - 1] ?? time))) {
    throw invalidParameter(
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
  }
  if ((times.at(-1) ?? 0) - (times[0] ?? 0) > MAX_SPAN_MILLISECONDS) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

/** Counts the events before `time`. The events are in order. */
function countBefore(events: readonly InputLogEvent[], time: number): number {
  const index = events.findIndex(({ timestamp }) => timestamp >= time);
  return index === -1 ? events.length : index;
}
