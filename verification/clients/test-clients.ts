import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleClient } from '../../packages/fedbroker/build/bundle.ts';
import { TestClock } from '../../test/end-to-end/test-broker.ts';
import { runConfiguration } from '../../tools/local/run-configuration.ts';
import { seedBuckets } from '../../tools/local/sample-objects.ts';
import { programArguments } from '../../tools/program.ts';
import { checkCachedProfile } from './cached-profile.ts';
import { BEHIND_SECONDS, checkDeliveries } from './delivery-checks.ts';
import { EVERYDAY_CLIENTS } from './everyday/all-clients.ts';
import { checkEverydayClients } from './everyday/everyday-checks.ts';
import { checkExamples } from './examples.ts';
import { checkIssuedCredentials } from './issued-credentials.ts';
import { checkRenewalInTransfer } from './renewal-in-transfer.ts';
import { Report } from './report.ts';
import { clientEnvironment } from './test-bed.ts';

const MILLISECONDS_PER_SECOND = 1_000;

const USAGE = `Tries clients that we did not write with the sample configuration on the local AWS: AWS SDKs, the AWS CLI and curl, if
they are installed. Then does with everyday S3 clients what people do with them. The last line counts the checks.

Usage: npm run test:clients -- [options] [CLIENT...]

  CLIENT   run only this everyday client, such as rclone (see the table in docs/clients.md)
  --all    try every operation with every permission, which takes minutes
  --help   show this help
`;

async function main(): Promise<void> {
  const { words, flags } = programArguments(USAGE, { flags: ['all'], takesWords: true });
  const known = EVERYDAY_CLIENTS.map(({ name }) => name);
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    throw new Error(`There is no client ${unknown}. Write one of ${known.join(', ')}`);
  }
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-clients-'));
  const clock = new TestClock();
  clock.advance(-BEHIND_SECONDS);
  const report = new Report(console.log);
  // Outside this package, Node.js recognizes an ES module only by the extension `.mjs`.
  const fedbroker = path.join(folder, 'fedbroker.mjs');
  await bundleClient(fedbroker);
  const broker = await runConfiguration('sample/federation-broker.json', {
    port: 0,
    clock,
    onWarning: (message) => console.error(`warning: ${message}`),
  });
  try {
    seedBuckets(broker.local, broker.grants, broker.people);
    const testBed = { broker, clock, folder, env: clientEnvironment(broker), fedbroker, report };
    if (words.length === 0) {
      await checkIssuedCredentials(testBed);
      await checkDeliveries(testBed, console.log);
      await checkCachedProfile(testBed);
      await checkExamples(testBed);
      await checkRenewalInTransfer(testBed);
    }
    // A presigned link contains the time of its signature, so two links differ.
    clock.advance(-clock.aheadMilliseconds / MILLISECONDS_PER_SECOND);
    await checkEverydayClients(testBed, { names: words, runsAll: flags.has('all') }, console.log);
  } finally {
    await broker.close();
    rmSync(folder, { recursive: true });
  }
  console.log(report.summary());
  process.exitCode = report.failed === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
