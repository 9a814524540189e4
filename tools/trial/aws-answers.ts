import { setTimeout } from 'node:timers/promises';
import { AwsRefusal } from './aws-call.ts';

const POLL_MILLISECONDS = 1_000;

/** The error codes that the local AWS returns for an operation that it does not support. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'InvalidAction',
  'NotImplemented',
  'NotSupportedByLocalAws',
  'UnknownOperationException',
]);

/** A claim cannot be tried, because something that it needs is missing. */
export class CannotTry extends Error {}

export function isUnsupported(error: unknown): boolean {
  return error instanceof Error && UNSUPPORTED.has(error.name);
}

/** Resolves to `allowed`, or to the name of the error that AWS answered. */
export async function answerOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return 'allowed';
  } catch (error) {
    if (!(error instanceof Error) || !isAnswer(error) || isUnsupported(error)) {
      throw error;
    }
    return error.name;
  }
}

/** Whether AWS returned this error. All other errors mean that AWS did not answer. */
function isAnswer(error: Error): boolean {
  return '$metadata' in error || error instanceof AwsRefusal;
}

/**
 * Repeats the request until the answer is good, because a change takes some seconds to reach every part of AWS.
 *
 * @returns the last answer
 */
export async function until<T>(
  isGood: (answer: T) => boolean,
  seconds: number,
  ask: () => Promise<T>,
): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (isGood(answer) || Date.now() > end) {
      return answer;
    }
    await setTimeout(POLL_MILLISECONDS);
  }
}
