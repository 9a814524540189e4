import { runDemo } from './local/demo.ts';
import { introduce } from './local/introduction.ts';
import { parseOptions, USAGE } from './local/options.ts';
import { type RunningBroker, runBroker } from './local/run-broker.ts';
import { scopesOf, seedBuckets } from './local/sample-objects.ts';

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
  try {
    const scopes = scopesOf(broker.deployment.grants.parsed, broker.people);
    seedBuckets(broker.local, scopes, options.buckets);
    if (options.demo) {
      const failures = await runDemo(broker, console.log);
      process.exitCode = failures === 0 ? 0 : 1;
      await broker.close();
    } else {
      stopOnSignal(broker);
      await introduce(broker, console.log);
    }
  } catch (error) {
    await broker.close();
    throw error;
  }
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
  console.error(messageOf(error));
  process.exit(1);
}

function messageOf(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  const remedy = error.message.includes('EADDRINUSE')
    ? ' (another program uses this port: choose another one with --port)'
    : '';
  return error.message + remedy;
}

main().catch(fail);
