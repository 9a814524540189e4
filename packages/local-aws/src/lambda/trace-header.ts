import { randomBytes } from 'node:crypto';

const TRACE_ID_BYTES = 12;
const PARENT_ID_BYTES = 8;

/**
 * Returns the tracing header of a new invocation, with its own trace that is not sampled.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function newTraceHeader(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(16);
  const root = `1-${seconds.padStart(8, '0')}-${randomBytes(TRACE_ID_BYTES).toString('hex')}`;
  return `Root=${root};Parent=${randomBytes(PARENT_ID_BYTES).toString('hex')};Sampled=0`;
}

/**
 * Returns the trace id, which stays the same when a header passes from service to service, or undefined if there is
 * none.
 */
export function traceIdOf(header: string): string | undefined {
  return /(?:^|;)\s*Root=([^;]+)/.exec(header)?.[1];
}
