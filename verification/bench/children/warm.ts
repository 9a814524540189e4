import { GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { BrokerEvent } from '../../../lambda/adapters/broker-api.ts';
import { handler } from '../../../lambda/broker.ts';
import { median } from '../median.ts';
import { ISSUE, listing } from '../requests.ts';
import { processorTime } from './processor-time.ts';
import { fail, report } from './report.ts';

/** Measures the handler and direct calls of the SDK alternately, in one process and one bundle. */

/** More rounds would not help: two processes differ more than the rounds of one process. */
const ROUNDS = 9;
const ISSUES = { warmUp: 2000, calls: 150 };
const LISTINGS = { warmUp: 100, calls: 15 };
/** The direct calls have time limits, because careful users of the SDK also set them. */
const TIMEOUT_MILLISECONDS = 4000;
const requestHandler = new NodeHttpHandler({
  connectionTimeout: 1000,
  requestTimeout: 3000,
  throwOnRequestTimeout: true,
});

const credentials = { accessKeyId: 'AKIABENCH', secretAccessKey: 'bench' };
const sts = new STSClient({ credentials, requestHandler });
/** The handler's own copy of the client, so that both calls run the same code. */
const importS3 = () => import('../../../lambda/adapters/s3-client.ts');

async function answered(event: BrokerEvent): Promise<void> {
  const { statusCode, body } = await handler(event);
  if (statusCode !== 200) {
    throw new Error(body);
  }
}

let policy = '';

const timeLimit = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
const issue = () => answered(ISSUE);
const sdkIssue = () =>
  sts.send(
    new GetFederationTokenCommand({
      Name: 'alice=12345678901234',
      Policy: policy,
      DurationSeconds: 3600,
    }),
    timeLimit(),
  );
const list = () => answered(listing());
async function sdkListing(): Promise<() => Promise<unknown>> {
  const { ListObjectsV2Command, S3Client } = await importS3();
  const s3 = new S3Client({ credentials, requestHandler, followRegionRedirects: true });
  return () =>
    s3.send(
      new ListObjectsV2Command({
        Bucket: 'amzn-s3-demo-bucket',
        Prefix: 'team-a/',
        EncodingType: 'url',
      }),
      timeLimit(),
    );
}

async function ratio(
  ours: () => Promise<unknown>,
  sdks: () => Promise<unknown>,
  { warmUp, calls }: typeof ISSUES,
): Promise<{ readonly ours: number; readonly sdks: number }> {
  await processorTime(ours, warmUp);
  await processorTime(sdks, warmUp);
  const times: { ours: number[]; sdks: number[] } = { ours: [], sdks: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.ours.push(await processorTime(ours, calls));
    times.sdks.push(await processorTime(sdks, calls));
  }
  return { ours: median(times.ours), sdks: median(times.sdks) };
}

async function main(): Promise<void> {
  policy = JSON.stringify(JSON.parse((await handler(ISSUE)).body ?? '').Policy);
  const issues = await ratio(issue, sdkIssue, ISSUES);
  const lists = await ratio(list, await sdkListing(), LISTINGS);
  report({
    issueMilliseconds: issues.ours,
    sdkIssueMilliseconds: issues.sdks,
    listMilliseconds: lists.ours,
    sdkListMilliseconds: lists.sdks,
  });
}

main().catch(fail);
