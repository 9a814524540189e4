import type { ErrorDescription } from '../../core/events/error-description.ts';
import type { LogEvent } from '../../core/events/log-event.ts';

/** Characters that break lines or control terminals. JSON does not escape all of them. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A fast search. Most lines are ASCII, and CONTROLS takes longer because it looks for each kind of control character. */
const NOT_ASCII = /[^ -~]+/g;

/** `writeLog` adds the time. */
export type TimelessEvent = WithoutTime<LogEvent>;

type WithoutTime<E> = E extends LogEvent ? Omit<E, 'time'> : never;

/** Writes one event as one line of JSON. It does not use `console`, whose methods add text of their own in Lambda. */
export function writeLog(event: TimelessEvent): void {
  const line = JSON.stringify({ time: new Date().toISOString(), ...event });
  process.stdout.write(`${line.replace(NOT_ASCII, (text) => text.replace(CONTROLS, escaped))}\n`);
}

/** Writes the character as escapes of JSON, so that the parsed event does not change. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/**
 * Returns the parts of an error that the log may show: name, message and AWS's request id. The error itself must not be logged,
 * because errors of the SDK contain the whole answer.
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) {
    return { name: typeof error };
  }
  const { name, message, cause } = error;
  return {
    name,
    // Parsers quote the text that they cannot read, which may be an answer with a secret.
    ...(name === 'SyntaxError' ? {} : { message }),
    ...metadataOf(error),
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}

function metadataOf(error: Error): Pick<ErrorDescription, 'httpStatus' | 'awsRequestId'> {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) {
    return {};
  }
  const { httpStatusCode, requestId } = error.$metadata as Record<string, unknown>;
  return {
    ...(typeof httpStatusCode === 'number' ? { httpStatus: httpStatusCode } : {}),
    ...(typeof requestId === 'string' ? { awsRequestId: requestId } : {}),
  };
}
