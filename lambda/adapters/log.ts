/** Where viewers break lines, and what terminals obey: JSON need not escape all of that. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Writes one event as one JSON line, straight to the function's log: console methods would add words of their own. */
export function writeLog(event: Readonly<Record<string, unknown>>): void {
  const line = JSON.stringify({ time: new Date().toISOString(), ...event });
  process.stdout.write(`${line.replace(CONTROLS, escaped)}\n`);
}

/** As JSON escapes, one code unit at a time: the event stays what it is. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/**
 * What may be logged of an error: its kind, its words and AWS's request id.
 * Never the error itself: an SDK's error holds the whole answer.
 */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) {
    return { name: typeof error };
  }
  const { name, message, cause } = error;
  return {
    name,
    // Parsers quote what they cannot read, and that may be an answer with a secret in it.
    ...(name === 'SyntaxError' ? {} : { message }),
    ...metadataOf(error),
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}

function metadataOf(error: Error): { httpStatus?: unknown; awsRequestId?: unknown } {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) {
    return {};
  }
  const { httpStatusCode, requestId } = error.$metadata as Record<string, unknown>;
  return { httpStatus: httpStatusCode, awsRequestId: requestId };
}
