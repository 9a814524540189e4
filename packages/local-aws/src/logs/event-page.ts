import { invalidParameter, type JsonParameters } from '../json-protocol.ts';
import type { LogEvent } from './log-group.ts';

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
const MAX_EVENTS = 10_000;

/**
 * Returns whether an event is between the request's `startTime` (inclusive) and `endTime` (exclusive), in milliseconds
 * since 1970.
 */
export function timeFilter(parameters: JsonParameters): (event: LogEvent) => boolean {
  const start = parameters.optionalInteger('startTime', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const end =
    parameters.optionalInteger('endTime', 0, Number.MAX_SAFE_INTEGER) ?? Number.POSITIVE_INFINITY;
  return ({ timestamp }) => timestamp >= start && timestamp < end;
}

export function readLimit(parameters: JsonParameters): number {
  return parameters.optionalInteger('limit', 1, MAX_EVENTS) ?? MAX_EVENTS;
}

/**
 * Returns the position of `nextToken`, or undefined without a token.
 *
 * @param kinds the letters of the tokens that the action returns
 * @throws AwsError InvalidParameterException
 */
export function readPosition(
  parameters: JsonParameters,
  kinds: string,
): { readonly kind: string; readonly index: number } | undefined {
  const token = parameters.optionalString('nextToken');
  if (token === undefined) {
    return undefined;
  }
  const [, kind, index] = /^([a-z])\/(\d{1,15})$/.exec(token) ?? [];
  if (kind === undefined || !kinds.includes(kind)) {
    throw invalidParameter('The specified nextToken is invalid.');
  }
  return { kind, index: Number(index) };
}

export function writePosition(kind: string, index: number): string {
  return `${kind}/${index}`;
}
