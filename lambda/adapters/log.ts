/** Writes one event as one JSON line, straight to the function's log: console methods would add words of their own. */
export function writeLog(event: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
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
    message,
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
