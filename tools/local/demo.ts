import { isDeepStrictEqual } from 'node:util';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { TokenExplanation, TokenResponse } from '../../core/use-cases/issue-token.ts';
import type { ListResponse } from '../../core/use-cases/list-objects.ts';
import { iamClient, jwtClient } from './api-client.ts';
import type { RunningBroker } from './run-broker.ts';
import { credentialsOf } from './signed-fetch.ts';

const BUCKET = 'amzn-s3-demo-bucket';

const OTHER_BUCKET = 'amzn-s3-demo-bucket1';

/** Objects below each folder in the sample bucket. */
const OBJECTS_IN_FOLDER = 120;

/** A token's expiry, as the answer states it, may differ by the seconds that the answer took. */
const CLOCK_TOLERANCE_SECONDS = 5;

type Check = (what: string, actual: unknown, expected: unknown) => void;

/**
 * One whole pass over the sample grants: what they allow works, each step outside them is refused.
 *
 * @returns the number of surprises
 */
export async function runDemo(
  broker: RunningBroker,
  print: (line: string) => void,
): Promise<number> {
  let surprises = 0;
  const check: Check = (what, actual, expected) => {
    const asExpected = isDeepStrictEqual(actual, expected);
    print(`${asExpected ? 'ok      ' : 'SURPRISE'} ${what}: ${JSON.stringify(actual)}`);
    if (!asExpected) {
      print(`         expected ${JSON.stringify(expected)}`);
      surprises += 1;
    }
  };
  await issueAndUse(broker, check);
  await listThroughTheApi(broker, check);
  await actForAnother(broker, check);
  await askForTooMuch(broker, check);
  await callWithToken(broker, check);
  return surprises;
}

async function issueAndUse(broker: RunningBroker, check: Check): Promise<void> {
  const call = callerOf(broker, 'role-TeamA');
  const { status, body } = await call<TokenResponse>('/federation-tokens', {
    Target: `s3://${BUCKET}/team-a/*`,
    Permission: 'READ',
  });
  check('TeamA gets a token for its folder', status, 200);
  check('by its grant', body.GrantId, 'team-a-readers');
  check('for an hour by default', lastsAbout(body, 3600), true);

  const s3 = clientWith(broker, body);
  const list = (prefix?: string) =>
    s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  const get = (objectKey: string) =>
    s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: objectKey }));
  check('the token lists the folder', (await list('team-a/')).KeyCount, OBJECTS_IN_FOLDER);
  const { Body } = await get('team-a/report-001.csv');
  check('and reads from it', await Body?.transformToString(), 'report,1\n');
  check('not its sibling', await refusal(list('team-ab/')), 'AccessDenied');
  check('not an object there', await refusal(get('team-ab/private.txt')), 'AccessDenied');
  check('not the bucket', await refusal(list()), 'AccessDenied');
  check('not with an empty prefix', await refusal(list('')), 'AccessDenied');
  const put = s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'team-a/new.txt', Body: 'x' }));
  check('and does not write', await refusal(put), 'AccessDenied');
  broker.local.s3.createBucket(OTHER_BUCKET);
  const elsewhere = s3.send(new ListObjectsV2Command({ Bucket: OTHER_BUCKET }));
  check('nor list another bucket', await refusal(elsewhere), 'AccessDenied');
  s3.destroy();
}

async function listThroughTheApi(broker: RunningBroker, check: Check): Promise<void> {
  const call = callerOf(broker, 'role-TeamA');
  const first = await call<ListResponse>(`/buckets/${BUCKET}/keys?prefix=team-a/&max-keys=50`);
  check('the first 50 keys', first.body.Contents.length, 50);
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
  check('all keys, page by page', total, OBJECTS_IN_FOLDER);
}

async function actForAnother(broker: RunningBroker, check: Check): Promise<void> {
  const call = callerOf(broker, 'role-Portal');
  const { body } = await call<TokenResponse>('/federation-tokens', {
    Target: `s3://${BUCKET}/*`,
    Permission: 'LIST',
    DurationSeconds: 7200,
    Name: 'User1',
  });
  check('the portal gets a session for User1', body.FederatedUser.Arn.split('/')[1], 'User1');
  check('of two hours', lastsAbout(body, 7200), true);
  const unnamed = await call<{ Code: string }>('/federation-tokens', {
    Target: `s3://${BUCKET}/*`,
    Permission: 'LIST',
  });
  check('and none for itself', [unnamed.status, unnamed.body.Code], [403, 'AccessDenied']);
}

async function askForTooMuch(broker: RunningBroker, check: Check): Promise<void> {
  const call = callerOf(broker, 'role-TeamA');
  const write = { Target: `s3://${BUCKET}/team-a/*`, Permission: 'WRITE' };
  const refused = await call<{ Code: string; Message: string }>('/federation-tokens', write);
  check('TeamA gets no token to write', [refused.status, refused.body.Code], [403, 'AccessDenied']);
  const dryRun = await call<TokenExplanation>('/federation-tokens', { ...write, DryRun: true });
  check('and a dry run says why', dryRun.body, {
    Decision: 'REFUSED',
    NearMisses: [{ GrantId: 'team-a-readers', Fails: ['permission'] }],
  });
  const unsigned = await fetch(`${broker.apiUrl('iam')}/grants`);
  check('an unsigned call ends at the gateway', unsigned.status, 403);
}

async function callWithToken(broker: RunningBroker, check: Check): Promise<void> {
  const [alice, bob] = broker.people.map((person) => jwtClient(broker, person));
  const home = (name: string) => ({ Target: `s3://${BUCKET}/home/${name}/*`, Permission: 'READ' });
  const issued = await alice?.call('/federation-tokens', home('alice'));
  check('alice gets a token for the home that her token names', issued?.status, 200);
  const token = issued?.body as TokenResponse;
  check('by the grant of everybody', token.GrantId, 'homes');
  const s3 = clientWith(broker, token);
  const list = (prefix: string) =>
    s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  check('which lists it', (await list('home/alice/')).KeyCount, OBJECTS_IN_FOLDER);
  check('and not the home of bob', await refusal(list('home/bob/')), 'AccessDenied');
  s3.destroy();
  const refused = await alice?.call('/federation-tokens', home('bob'));
  check('nor does she get a token for it', refused?.status, 403);
  const keys = (folder: string) => `/buckets/${BUCKET}/keys?prefix=${folder}/`;
  check('nor its keys', (await alice?.call(keys('home/bob')))?.status, 403);
  check('an analyst lists the reports', (await alice?.call(keys('reports')))?.status, 200);
  check('nobody else does', (await bob?.call(keys('reports')))?.status, 403);
  const without = await fetch(`${broker.apiUrl('jwt')}/grants`);
  check('a call without token ends at the gateway', without.status, 401);
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

/** @returns the name of the error that AWS answered with, or what was done instead. */
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
