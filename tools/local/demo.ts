import { isDeepStrictEqual } from 'node:util';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ListResponse } from '../../core/responses/list-response.ts';
import type { TokenExplanation, TokenResponse } from '../../core/responses/token-response.ts';
import { iamClient, jwtClient } from './api-client.ts';
import type { RunningBroker } from './run-broker.ts';
import { credentialsOf } from './signed-fetch.ts';

const BUCKET = 'amzn-s3-demo-bucket';

const OTHER_BUCKET = 'amzn-s3-demo-bucket1';

/** Objects below each folder in the sample bucket. */
const OBJECTS_IN_FOLDER = 120;

/** The request itself takes time, so the stated expiration may differ by some seconds. */
const CLOCK_TOLERANCE_SECONDS = 5;

type Check = (what: string, actual: unknown, expected: unknown) => void;

/**
 * Makes requests that the sample grants allow and requests that they do not, and checks each outcome.
 *
 * @returns the number of steps with an unexpected outcome
 */
export async function runDemo(
  broker: RunningBroker,
  print: (line: string) => void,
): Promise<number> {
  let failures = 0;
  const check: Check = (what, actual, expected) => {
    const asExpected = isDeepStrictEqual(actual, expected);
    print(`${asExpected ? 'ok    ' : 'FAILED'} ${what}: ${JSON.stringify(actual)}`);
    if (!asExpected) {
      print(`       expected: ${JSON.stringify(expected)}`);
      failures += 1;
    }
  };
  await issueAndUse(broker, check);
  await listThroughTheApi(broker, check);
  await actForAnother(broker, check);
  await askForTooMuch(broker, check);
  await callWithToken(broker, check);
  return failures;
}

async function issueAndUse(broker: RunningBroker, check: Check): Promise<void> {
  const call = callerOf(broker, 'role-TeamA');
  const { status, body } = await call<TokenResponse>('/federation-tokens', {
    Target: `s3://${BUCKET}/team-a/*`,
    Permission: 'READ',
  });
  check('TeamA gets credentials for its folder', status, 200);
  check('the grant behind them', body.Accesses[0]?.GrantId, 'team-a-readers');
  check('they last one hour by default', lastsAbout(body, 3600), true);

  const s3 = clientWith(broker, body);
  const list = (prefix?: string) =>
    s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  const get = (objectKey: string) =>
    s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: objectKey }));
  check('they list the folder', (await list('team-a/')).KeyCount, OBJECTS_IN_FOLDER);
  const { Body } = await get('team-a/report-001.csv');
  check('they read an object in it', await Body?.transformToString(), 'report,1\n');
  check('they do not list the folder team-ab/', await refusal(list('team-ab/')), 'AccessDenied');
  check('nor read in it', await refusal(get('team-ab/private.txt')), 'AccessDenied');
  check('nor list the bucket', await refusal(list()), 'AccessDenied');
  check('they do not list with an empty prefix', await refusal(list('')), 'AccessDenied');
  const put = s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'team-a/new.txt', Body: 'x' }));
  check('nor write', await refusal(put), 'AccessDenied');
  broker.local.s3.createBucket(OTHER_BUCKET);
  const elsewhere = s3.send(new ListObjectsV2Command({ Bucket: OTHER_BUCKET }));
  check('nor list another bucket', await refusal(elsewhere), 'AccessDenied');
  s3.destroy();
}

async function listThroughTheApi(broker: RunningBroker, check: Check): Promise<void> {
  const call = callerOf(broker, 'role-TeamA');
  const first = await call<ListResponse>(`/buckets/${BUCKET}/keys?prefix=team-a/&max-keys=50`);
  check('the API lists the first 50 keys', first.body.Contents.length, 50);
  check(
    'each with its ETag',
    first.body.Contents.every(({ ETag }) => /^"\w{32}"$/.test(ETag)),
    true,
  );
  let total = 0;
  let page = first;
  for (;;) {
    total += page.body.KeyCount;
    const token = page.body.NextContinuationToken;
    if (token === undefined) {
      break;
    }
    page = await call<ListResponse>(
      `/buckets/${BUCKET}/keys?prefix=team-a/&max-keys=50&continuation-token=${encodeURIComponent(token)}`,
    );
  }
  check('page by page it lists all keys', total, OBJECTS_IN_FOLDER);
}

async function actForAnother(broker: RunningBroker, check: Check): Promise<void> {
  const call = callerOf(broker, 'role-Portal');
  const { body } = await call<TokenResponse>('/federation-tokens', {
    Target: `s3://${BUCKET}/*`,
    Permission: 'LIST',
    DurationSeconds: 7200,
    Name: 'User1',
  });
  check('Portal gets a session named User1', body.FederatedUser.Arn.split('/')[1], 'User1');
  check('it lasts two hours', lastsAbout(body, 7200), true);
  const unnamed = await call<{ Code: string }>('/federation-tokens', {
    Target: `s3://${BUCKET}/*`,
    Permission: 'LIST',
  });
  check(
    'Portal gets no credentials without a name',
    [unnamed.status, unnamed.body.Code],
    [403, 'AccessDenied'],
  );
}

async function askForTooMuch(broker: RunningBroker, check: Check): Promise<void> {
  const call = callerOf(broker, 'role-TeamA');
  const write = { Target: `s3://${BUCKET}/team-a/*`, Permission: 'WRITE' };
  const refused = await call<{ Code: string; Message: string }>('/federation-tokens', write);
  const refusedWith = [refused.status, refused.body.Code];
  check('TeamA gets no credentials to write', refusedWith, [403, 'AccessDenied']);
  const dryRun = await call<TokenExplanation>('/federation-tokens', { ...write, DryRun: true });
  const [{ NearMisses: [nearest] = [] } = {}] = dryRun.body.Accesses as readonly {
    NearMisses?: object[];
  }[];
  check('a dry run explains why', nearest, { GrantId: 'team-a-readers', Fails: ['permission'] });
  const unsigned = await fetch(`${broker.apiUrl('iam')}/grants`);
  check('the gateway refuses an unsigned request', unsigned.status, 403);
}

async function callWithToken(broker: RunningBroker, check: Check): Promise<void> {
  const [alice, bob] = broker.people.map((person) => jwtClient(broker, person));
  const home = (name: string) => ({ Target: `s3://${BUCKET}/home/${name}/*`, Permission: 'READ' });
  const issued = await alice?.call('/federation-tokens', home('alice'));
  check('alice gets credentials for the home folder of her token', issued?.status, 200);
  const token = issued?.body as TokenResponse;
  check('the grant behind them', token.Accesses[0]?.GrantId, 'homes');
  const s3 = clientWith(broker, token);
  const list = (prefix: string) =>
    s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  check('they list her folder', (await list('home/alice/')).KeyCount, OBJECTS_IN_FOLDER);
  check('they do not list the folder of bob', await refusal(list('home/bob/')), 'AccessDenied');
  s3.destroy();
  const refused = await alice?.call('/federation-tokens', home('bob'));
  check('alice gets no credentials for the folder of bob', refused?.status, 403);
  const keys = (folder: string) => `/buckets/${BUCKET}/keys?prefix=${folder}/`;
  check(
    'alice does not list the folder of bob',
    (await alice?.call(keys('home/bob')))?.status,
    403,
  );
  check('alice, an analyst, lists reports/', (await alice?.call(keys('reports')))?.status, 200);
  check(
    'bob, who is not an analyst, does not list reports/',
    (await bob?.call(keys('reports')))?.status,
    403,
  );
  const without = await fetch(`${broker.apiUrl('jwt')}/grants`);
  check('the gateway refuses a request without a token', without.status, 401);
}

function callerOf(broker: RunningBroker, profile: string) {
  const caller = broker.callers.find((sample) => sample.profile === profile);
  if (caller === undefined) {
    throw new Error(`The grants name no ${profile}.`);
  }
  const client = iamClient(broker, caller);
  return async <T>(pathAndQuery: string, body?: object): Promise<{ status: number; body: T }> => {
    const { status, body: answer } = await client.call(pathAndQuery, body);
    return { status, body: answer as T };
  };
}

function clientWith(broker: RunningBroker, token: TokenResponse): S3Client {
  return new S3Client({
    region: broker.local.account.region,
    endpoint: broker.local.endpointUrl,
    credentials: credentialsOf(token),
  });
}

/** @returns the name of the error that AWS answered with, or `not refused`. */
async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'not refused',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

function lastsAbout({ Credentials }: TokenResponse, seconds: number): boolean {
  const lasts = (Date.parse(Credentials.Expiration) - Date.now()) / 1_000;
  return Math.abs(lasts - seconds) <= CLOCK_TOLERANCE_SECONDS;
}
