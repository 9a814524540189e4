import { createBuckets } from './bucket-files.ts';
import { type IntroductionOptions, introduce } from './introduction.ts';
import type { BucketFolder } from './options.ts';
import { allowPortals } from './portals.ts';
import type { RunningBroker } from './run-broker.ts';
import { onRunnerExit } from './runner-exit.ts';
import { regionsOf, seedBuckets } from './sample-objects.ts';

/** Fills the buckets and prints how to use the broker. Runs the broker until the program gets a signal or npm ends. */
export async function serve(
  broker: RunningBroker,
  buckets: readonly BucketFolder[],
  options: IntroductionOptions,
): Promise<void> {
  try {
    fillBuckets(broker, buckets);
    stopOnSignal(broker);
    await introduce(broker, options, console.log);
  } catch (error) {
    await broker.close();
    throw error;
  }
}

export function fillBuckets(broker: RunningBroker, buckets: readonly BucketFolder[]): void {
  const { local, grants, people } = broker;
  createBuckets(local, buckets, regionsOf(grants), (message) =>
    console.error(`warning: ${message}`),
  );
  const names = new Set(buckets.map(({ bucket }) => bucket));
  const seeded = seedBuckets(local, grants, people, names);
  allowPortals(broker, new Set([...names, ...seeded]));
}

function stopOnSignal(broker: RunningBroker): void {
  const stop = () => {
    broker.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.log('\nStopping.');
      stop();
    });
  }
  // When npm or the terminal has ended, nobody can read the output, so stop without a message.
  process.once('SIGHUP', stop);
  onRunnerExit(stop);
}
