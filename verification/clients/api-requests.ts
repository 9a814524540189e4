import { setTimeout } from 'node:timers/promises';
import type { RunningBroker } from '../../tools/local/run-broker.ts';

/** The field of the access log that identifies the caller. */
interface LoggedRequest {
  readonly subject: string;
}

/** Counts this person's requests to the JWT API, including refused ones. */
export function requestsOf({ local, stack }: RunningBroker, subject: string): number {
  return local.logs
    .events(stack.outputs.JwtApiAccessLogGroup ?? '')
    .map(({ message }) => JSON.parse(message) as LoggedRequest)
    .filter((request) => request.subject === subject).length;
}

/** A limit that is longer than an SDK's pause between two attempts. */
const PATIENCE_MS = 5_000;

const PAUSE_MS = 50;

/** Waits until the API gets a new request, because some SDKs send requests in the background. */
export async function asksAgain(
  broker: RunningBroker,
  subject: string,
  before: number,
): Promise<boolean> {
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    if (requestsOf(broker, subject) > before) {
      return true;
    }
    await setTimeout(PAUSE_MS);
  }
  return false;
}
