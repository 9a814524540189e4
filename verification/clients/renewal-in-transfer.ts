import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BUCKET } from './clients.ts';
import { type Command, outcomeOf } from './command.ts';
import { processDelivery } from './delivery.ts';
import { StoredObjects } from './everyday/stored-objects.ts';
import { createPerson, type Person } from './people.ts';
import { RequestRecorder } from './request-recorder.ts';
import type { TestBed } from './test-bed.ts';

/** The shortest session that STS issues. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const SESSION_SECONDS = 900;

/**
 * When the uploads begin, the clock of AWS is this far behind the clients' clock, so the first sessions expire after 20 seconds.
 * AWS accepts signatures whose time is up to 15 minutes wrong.
 */
const BEHIND_SECONDS = 880;

/** `fedbroker` caches the first sessions until 10 seconds before they expire. A request may arrive 5 seconds later, not more. */
const LEFT_MIN_SECONDS = 5;

const MEBIBYTE = 1024 * 1024;

/** S3 refuses smaller parts. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const PART_MEBIBYTES = 5;

/** At 2 MiB per second, the upload takes 30 seconds, so it is longer than the first session. */
const FILE_MEBIBYTES = 60;

const MEBIBYTES_PER_SECOND = 2;

const TIMEOUT_MILLISECONDS = 120_000;

const POLL_MILLISECONDS = 100;

const MILLISECONDS_PER_SECOND = 1_000;

interface Uploader {
  readonly name: string;
  /** A command that succeeds if the client is installed. */
  readonly probe: Command;
  command(file: string, key: string, endpoint: string): Command;
}

interface Upload {
  readonly person: Person;
  readonly key: string;
  readonly env: NodeJS.ProcessEnv;
}

const UPLOADERS: readonly Uploader[] = [
  {
    name: 'aws s3 cp',
    probe: ['aws', '--version'],
    command: (file, key, endpoint) => {
      const options = ['--no-progress', '--endpoint-url', endpoint];
      return ['aws', 's3', 'cp', file, `s3://${BUCKET}/${key}`, ...options];
    },
  },
  {
    name: 'lib-storage Upload',
    probe: [process.execPath, '--version'],
    command: (file, key) => [
      process.execPath,
      'verification/clients/programs/upload-slowly.mjs',
      ...[file, BUCKET, key, String(PART_MEBIBYTES * MEBIBYTE)],
      String(PART_MEBIBYTES / MEBIBYTES_PER_SECOND),
    ],
  },
];

/** An upload that is longer than its first session succeeds, because `fedbroker` hands out new credentials in time. */
export async function checkRenewalInTransfer(testBed: TestBed): Promise<void> {
  const { broker, clock, env, folder, report } = testBed;
  clock.advance(-BEHIND_SECONDS - clock.aheadMilliseconds / MILLISECONDS_PER_SECOND);
  const content = randomBytes(FILE_MEBIBYTES * MEBIBYTE);
  const file = path.join(folder, 'transfer.bin');
  writeFileSync(file, content);
  const recorder = new RequestRecorder(broker.local.endpointUrl);
  await recorder.start();
  const running: Promise<void>[] = [];
  for (const { name, probe, command } of UPLOADERS) {
    const what = `${name} renews its credentials in an upload that is longer than its first session`;
    if (!(await outcomeOf(probe, env)).succeeded) {
      report.skip(what, 'is not installed', 1);
      continue;
    }
    const upload = await prepareUpload(testBed, recorder);
    const outcome = outcomeOf(
      command(file, upload.key, recorder.url),
      upload.env,
      TIMEOUT_MILLISECONDS,
    );
    running.push(
      outcome.then(async ({ succeeded, output }) => {
        const faults = await faultsOf(testBed, recorder, upload, content);
        report.check(what, succeeded && faults.length === 0, [...faults, output].join('; '));
      }),
    );
    await Promise.race([outcome, firstRequest(recorder, upload)]);
  }
  // From now on, the clock of AWS is right, and S3 refuses the first sessions when they expire.
  clock.advance(BEHIND_SECONDS);
  await Promise.all(running);
  await recorder.stop();
}

async function prepareUpload(
  { broker, env, fedbroker, folder }: TestBed,
  { url }: RequestRecorder,
): Promise<Upload> {
  const home = mkdtempSync(path.join(folder, 'transfer-'));
  const person = await createPerson(broker, folder, path.basename(home).toLowerCase());
  const wanted = {
    apiUrl: broker.apiUrl('jwt'),
    tokenFile: person.tokenFile,
    prefix: person.home,
    durationSeconds: SESSION_SECONDS,
  };
  const delivery = processDelivery(wanted, fedbroker, home, '--permission', 'UPLOAD');
  const settings = [
    's3 =',
    `    max_bandwidth = ${MEBIBYTES_PER_SECOND}MB/s`,
    `    multipart_chunksize = ${PART_MEBIBYTES}MB`,
    '    max_concurrent_requests = 1',
  ];
  appendFileSync(delivery.AWS_CONFIG_FILE, `${settings.join('\n')}\n`);
  return {
    person,
    key: `${person.home}transfer.bin`,
    env: { ...env, ...delivery, AWS_ENDPOINT_URL: url },
  };
}

async function firstRequest(recorder: RequestRecorder, { key }: Upload): Promise<void> {
  while (recorder.requestsTo(key).length === 0) {
    await setTimeout(POLL_MILLISECONDS);
  }
}

/** Returns what is wrong with the requests and with the stored object. */
async function faultsOf(
  { broker, env, fedbroker }: TestBed,
  recorder: RequestRecorder,
  { person, key }: Upload,
  content: Buffer,
): Promise<readonly string[]> {
  const requests = recorder.requestsTo(key).map(({ accessKeyId, arrivedAt }) => {
    const expiration = broker.local.credentials.find(accessKeyId)?.expiration;
    return { arrivedAt: arrivedAt.getTime(), expiration: expiration?.getTime() ?? 0 };
  });
  const faults: string[] = [];
  const firstExpiration = Math.min(...requests.map(({ expiration }) => expiration));
  if (!requests.some(({ arrivedAt }) => arrivedAt > firstExpiration)) {
    faults.push('no request after the first session had expired');
  }
  const left = requests.map(({ arrivedAt, expiration }) => expiration - arrivedAt);
  if (Math.min(...left) < LEFT_MIN_SECONDS * MILLISECONDS_PER_SECOND) {
    faults.push(`a session had ${Math.min(...left)} ms left when a request arrived`);
  }
  const personEnv = {
    ...env,
    FEDBROKER_URL: broker.apiUrl('jwt'),
    FEDBROKER_TOKEN_FILE: person.tokenFile,
  };
  const command = [process.execPath, fedbroker];
  const objects = await StoredObjects.in(person.home, broker, command, personEnv);
  if (!(await objects.holds(key, content))) {
    faults.push('the stored object differs');
  }
  objects.close();
  return faults;
}
