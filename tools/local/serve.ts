import { type ClientCommand, introduce } from './introduction.ts';
import type { BucketFolder } from './options.ts';
import type { RunningBroker } from './run-broker.ts';
import { scopesOf, seedBuckets } from './sample-objects.ts';

/** Fills the buckets, introduces the broker, and runs it until a signal stops the program. */
export async function serve(
  broker: RunningBroker,
  buckets: readonly BucketFolder[],
  client: ClientCommand | undefined,
): Promise<void> {
  try {
    seedBuckets(broker.local, scopesOf(broker.grants, broker.people), buckets);
    stopOnSignal(broker);
    await introduce(broker, client, console.log);
  } catch (error) {
    await broker.close();
    throw error;
  }
}

function stopOnSignal(broker: RunningBroker): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.log('\nStopping.');
      broker.close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}
