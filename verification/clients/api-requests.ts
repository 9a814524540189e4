import { setTimeout } from 'node:timers/promises';
import type { RunningBroker } from '../../tools/local/run-broker.ts';

/** What the access log of the API for tokens tells of a request. */
interface LoggedRequest {
  readonly subject: string;
}

/** How often this person has asked the API for tokens, refusals included. */
export function requestsOf({ local, name }: RunningBroker, subject: string): number {
  return local.logs
    .events(`/aws/vendedlogs/federation-broker/${name}/jwt`)
    .map(({ message }) => JSON.parse(message) as LoggedRequest)
    .filter((request) => request.subject === subject).length;
}

/** More than an SDK's own pause between two tries. */
const PATIENCE_MS = 5_000;

const PAUSE_MS = 50;

/** Waits for another request than these: some SDKs ask in the background. */
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
