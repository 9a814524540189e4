import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** CloudFormation waits for this answer, so several attempts are made. */
const ATTEMPTS = 5;
const ATTEMPT_TIMEOUT_MILLISECONDS = 5_000;
const ATTEMPT_INTERVAL_MILLISECONDS = 1_000;

export type CustomResourceResult = { Status: 'SUCCESS' } | { Status: 'FAILED'; Reason: string };

/**
 * Reports the result of a request to CloudFormation with a PUT to the presigned URL in the event.
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
        // The URL is a credential, and the error of fetch may contain it.
        throw new Error(`The result could not be reported to CloudFormation (${nameOf(error)}).`);
      }
    }
    await sleep(ATTEMPT_INTERVAL_MILLISECONDS);
  }
}

async function put(url: string, body: string): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    body,
    // The signature of the URL requires an empty content type.
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
