import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** CloudFormation waits for this answer: it is tried so often, each time for so long. */
const ATTEMPTS = 5;
const ATTEMPT_TIMEOUT_MILLISECONDS = 5_000;
const ATTEMPT_INTERVAL_MILLISECONDS = 1_000;

export type CustomResourceResult = { Status: 'SUCCESS' } | { Status: 'FAILED'; Reason: string };

/**
 * Tells CloudFormation how a request ended, by a PUT to the presigned URL in the event.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answerCloudFormation(
  event: CloudFormationCustomResourceEvent,
  physicalResourceId: string,
  result: CustomResourceResult,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    ...result,
    PhysicalResourceId: physicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await put(event.ResponseURL, body);
    } catch (error) {
      if (attempt === ATTEMPTS) {
        // The URL is a credential: fetch's own error, which may show it, stays here.
        throw new Error(`CloudFormation could not be told of the result (${nameOf(error)}).`);
      }
    }
    await sleep(ATTEMPT_INTERVAL_MILLISECONDS);
  }
}

async function put(url: string, body: string): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    body,
    // The URL was signed for an empty content type.
    headers: { 'content-type': '' },
    signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MILLISECONDS),
  });
  if (!response.ok) {
    throw new Error(`HTTP ${response.status}`);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
