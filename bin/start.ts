import { runDemo } from './local/demo.ts';
import { introduce } from './local/introduction.ts';
import { parseOptions, USAGE } from './local/options.ts';
import { type RunningBroker, runBroker } from './local/run-broker.ts';
import { seedBuckets } from './local/sample-objects.ts';

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const broker = await runBroker({
    ...options,
    onWarning: (message) => console.error(`warning: ${message}`),
  });
  seedBuckets(broker.local, broker.deployment.grants, options.buckets);
  if (options.demo) {
    const surprises = await runDemo(broker, console.log);
    await broker.close();
    process.exitCode = surprises === 0 ? 0 : 1;
    return;
  }
  stopOnSignal(broker);
  await introduce(broker, console.log);
}

function stopOnSignal(broker: RunningBroker): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.log('\nStopping.');
      broker.close().then(() => process.exit(0), fail);
    });
  }
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fail);
