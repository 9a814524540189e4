import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import { credentialsOf } from '../../tools/local/signed-fetch.ts';
import samplePolicies from '../cases/sample-policies.json' with { type: 'json' };
import { refusalOf, TestBroker } from './test-broker.ts';

let broker: TestBroker;

beforeAll(async () => {
  broker = await TestBroker.start();
});

afterAll(() => broker.close());

const READ_TEAM_A = { Target: 's3://reports/team-a/*', Permission: 'READ' };
const get = (objectKey: string, bucket = 'reports') =>
  new GetObjectCommand({ Bucket: bucket, Key: objectKey });
const list = (prefix?: string, bucket = 'reports') =>
  new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix });
const head = (objectKey: string) => new HeadObjectCommand({ Bucket: 'reports', Key: objectKey });
const remove = (objectKey: string) =>
  new DeleteObjectCommand({ Bucket: 'reports', Key: objectKey });
const put = (objectKey: string, bucket = 'reports') =>
  new PutObjectCommand({ Bucket: bucket, Key: objectKey, Body: 'x' });

function secondsLeft({ Credentials }: TokenResponse): number {
  return (Date.parse(Credentials.Expiration) - broker.clock.now().getTime()) / 1_000;
}

describe('a READ session', () => {
  let s3: S3Client;
  let issued: TokenResponse;

  beforeAll(async () => {
    issued = await broker.issue('role-TeamA', READ_TEAM_A);
    s3 = broker.s3With(issued);
  });

  test('lists and reads its folder', async () => {
    await expect(s3.send(list('team-a/'))).resolves.toMatchObject({ KeyCount: 120 });
    await expect(s3.send(list('team-a/report-00'))).resolves.toMatchObject({ KeyCount: 9 });
    const { Body } = await s3.send(get('team-a/report-001.csv'));
    await expect(Body?.transformToString()).resolves.toBe('report,1\n');
  });

  test.each<[string, (client: S3Client) => Promise<unknown>]>([
    [
      'lists a folder whose name starts with the same letters',
      (client) => client.send(list('team-ab/')),
    ],
    ['lists the folder without its slash', (client) => client.send(list('team-a'))],
    ['lists with a part of the folder name', (client) => client.send(list('team-'))],
    ['lists with an empty prefix', (client) => client.send(list(''))],
    ['lists without a prefix', (client) => client.send(list())],
    ['lists with a slash', (client) => client.send(list('/'))],
    ['lists another bucket', (client) => client.send(list('team-a/', 'builds'))],
    ['reads an object in another folder', (client) => client.send(get('team-ab/private.txt'))],
    ['reads at the root', (client) => client.send(get('readme.txt'))],
    ['reads another bucket', (client) => client.send(get('team-a/report-001.csv', 'builds'))],
    [
      'asks for the metadata of an object in another folder',
      (client) => client.send(head('team-ab/private.txt')),
    ],
    ['writes', (client) => client.send(put('team-a/new.txt'))],
    ['deletes', (client) => client.send(remove('team-a/report-001.csv'))],
    ['lists the buckets', (client) => client.send(new ListBucketsCommand())],
  ])('is refused when it %s', async (_, attempt) => {
    await expect(attempt(s3)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('belongs to the federated user that the answer names', async () => {
    const sts = stsWith(issued);
    const { Arn, UserId } = await sts.send(new GetCallerIdentityCommand());
    expect(Arn).toBe(issued.FederatedUser.Arn);
    expect(UserId).toBe(issued.FederatedUser.FederatedUserId);
    expect(issued.FederatedUser.Arn).toMatch(/:federated-user\/sample=[\w-]{14}$/);
  });

  test('cannot call GetFederationToken', async () => {
    const chained = stsWith(issued).send(
      new GetFederationTokenCommand({ Name: 'chained', DurationSeconds: 900 }),
    );
    expect(await refusalOf(chained)).toBe('AccessDenied');
  });
});

describe('a WRITE session', () => {
  test('writes and deletes in its folder, but cannot read or list', async () => {
    const s3 = broker.s3With(
      await broker.issue('user-alice', { Target: 's3://reports/drop/*', Permission: 'WRITE' }),
    );
    await s3.send(put('drop/a.txt'));
    await s3.send(remove('drop/a.txt'));
    expect(await refusalOf(s3.send(get('drop/report-001.csv')))).toBe('AccessDenied');
    expect(await refusalOf(s3.send(list('drop/')))).toBe('AccessDenied');
    expect(await refusalOf(s3.send(put('dropb/a.txt')))).toBe('AccessDenied');
  });
});

test('a session cannot write with a customer-provided encryption key, even if a bucket policy allows it', async () => {
  const session = await broker.issue('user-alice', {
    Target: 's3://reports/drop/*',
    Permission: 'WRITE',
  });
  const ownKey = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) };
  const object = { Bucket: 'reports', Key: 'drop/a.txt', ...ownKey };
  const s3 = broker.s3With(session);
  const refusals = async () => [
    await refusalOf(s3.send(new PutObjectCommand({ ...object, Body: 'x' }))),
    await refusalOf(s3.send(new CreateMultipartUploadCommand(object))),
    await refusalOf(
      s3.send(new CopyObjectCommand({ ...object, CopySource: 'reports/drop/report-001.csv' })),
    ),
  ];
  const denied = Array(3).fill('AccessDenied');
  expect(await refusals()).toEqual(denied);
  const Principal = { AWS: session.FederatedUser.Arn };
  broker.running.local.s3.setBucketPolicy('reports', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal, Action: 's3:*', Resource: 'arn:aws:s3:::reports/*' },
  });
  expect(await refusals()).toEqual(denied);
  broker.running.local.s3.setBucketPolicy('reports', undefined);
});

test('a bucket policy for everybody adds to a session, and one for the account does not, as docs/security.md says', async () => {
  const { s3: buckets } = broker.running.local;
  buckets.createBucket('shared');
  buckets.putObject('shared', 'x', Buffer.from('x'));
  const shareWith = (Principal: unknown) =>
    buckets.setBucketPolicy('shared', {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal,
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::shared/*',
        Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
      },
    });
  const s3 = broker.s3With(await broker.issue('role-TeamA', READ_TEAM_A));
  shareWith('*');
  await expect(s3.send(get('x', 'shared'))).resolves.toBeDefined();
  shareWith({ AWS: '111122223333' });
  expect(await refusalOf(s3.send(get('x', 'shared')))).toBe('AccessDenied');
});

test('a createOnly session uploads new keys, also in parts, but cannot replace, copy, read or delete objects', async () => {
  const s3 = broker.s3With(
    await broker.issue('user-alice', { Target: 's3://reports/new/*', Permission: 'UPLOAD' }),
  );
  const ask = { Bucket: 'reports', Key: 'new/a.txt' };
  const putNew = (Key: string) =>
    s3.send(new PutObjectCommand({ Bucket: 'reports', Key, Body: 'x', IfNoneMatch: '*' }));
  const uploadInParts = async (IfNoneMatch?: string) => {
    const upload = { ...ask, Key: 'new/parts.bin' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
    const { ETag } = await s3.send(
      new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'x' }),
    );
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    return s3.send(
      new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload, IfNoneMatch }),
    );
  };
  await putNew('new/a.txt');
  await uploadInParts('*');
  expect(await refusalOf(putNew('new/a.txt'))).toBe('PreconditionFailed');
  expect(await refusalOf(putNew('drop/a.txt'))).toBe('AccessDenied');
  expect(await refusalOf(s3.send(put('new/b.txt')))).toBe('AccessDenied');
  expect(await refusalOf(uploadInParts())).toBe('AccessDenied');
  expect(await refusalOf(s3.send(get('new/a.txt')))).toBe('AccessDenied');
  expect(await refusalOf(s3.send(remove('new/a.txt')))).toBe('AccessDenied');
  const copy = new CopyObjectCommand({ ...ask, Key: 'new/c.txt', CopySource: 'reports/new/a.txt' });
  expect(await refusalOf(s3.send(copy))).toBe('AccessDenied');
});

describe('a READWRITE session', () => {
  test('lists, reads, writes and deletes in its bucket, and is refused in another', async () => {
    const s3 = broker.s3With(
      await broker.issue('permission-set-Engineer', {
        Target: 's3://builds/*',
        Permission: 'READWRITE',
      }),
    );
    await s3.send(put('a/b.txt', 'builds'));
    await s3.send(get('a/b.txt', 'builds'));
    await expect(s3.send(list(undefined, 'builds'))).resolves.toMatchObject({ KeyCount: 2 });
    expect(await refusalOf(s3.send(put('a/b.txt')))).toBe('AccessDenied');
  });
});

describe('a session for one object', () => {
  test('reads only that object, and lists nothing', async () => {
    const s3 = broker.s3With(
      await broker.issue('role-TeamA', {
        Target: 's3://reports/team-a/report-001.csv',
        Permission: 'READ',
      }),
    );
    await s3.send(get('team-a/report-001.csv'));
    expect(await refusalOf(s3.send(get('team-a/report-002.csv')))).toBe('AccessDenied');
    expect(await refusalOf(s3.send(list('team-a/report-001.csv')))).toBe('AccessDenied');
  });
});

describe('a session lasts', () => {
  test.each([
    ['an hour by default', {}, 3_600],
    ['900 s at least', { DurationSeconds: 900 }, 900],
    ['129,600 s at most', { DurationSeconds: 129_600 }, 129_600],
  ])('%s', async (_, duration, seconds) => {
    const issued = await broker.issue('role-TeamA', { ...READ_TEAM_A, ...duration });
    expect(Math.abs(secondsLeft(issued) - seconds)).toBeLessThan(10);
  });

  test('at most as long as its grant allows, and a longer request is refused rather than shortened', async () => {
    const { status, body } = await broker.call('user-alice', '/federation-tokens', {
      Target: 's3://reports/drop/*',
      Permission: 'WRITE',
      DurationSeconds: 3_601,
    });
    expect([status, body]).toMatchObject([403, { Code: 'AccessDenied' }]);
  });
});

describe('a program that acts for named users', () => {
  const LIST_REPORTS = { Target: 's3://reports/*', Permission: 'LIST', DurationSeconds: 7_200 };

  test('gets a session of two hours with the name User1', async () => {
    const issued = await broker.issue('role-Portal', { ...LIST_REPORTS, Name: 'User1' });
    expect(issued.FederatedUser.Arn).toBe('arn:aws:sts::111122223333:federated-user/User1');
    expect(Math.abs(secondsLeft(issued) - 7_200)).toBeLessThan(10);
    const { Contents = [] } = await broker
      .s3With(issued)
      .send(new ListObjectsV2Command({ Bucket: 'reports', MaxKeys: 50 }));
    expect(Contents).toHaveLength(50);
  });

  test.each(samplePolicies)(
    "lists a bucket with the policy text of AWS's sample for $sample",
    async ({ durationSeconds, policy }) => {
      const issued = await broker.issue('role-Portal', {
        Name: 'User1',
        DurationSeconds: durationSeconds,
        Policy: policy.replace('BUCKET', 'reports'),
      });
      expect(Math.abs(secondsLeft(issued) - durationSeconds)).toBeLessThan(10);
      const s3 = broker.s3With(issued);
      const { Contents = [] } = await s3.send(new ListObjectsCommand({ Bucket: 'reports' }));
      expect(Contents.length).toBeGreaterThan(50);
      expect(await refusalOf(s3.send(get('team-a/report-001.csv')))).toBe('AccessDenied');
      expect(await refusalOf(s3.send(list(undefined, 'builds')))).toBe('AccessDenied');
    },
  );

  test('is told what to write instead of the policy for everything in the documentation of the Ruby SDK', async () => {
    const policy = { Statement: { Effect: 'Allow', Action: ['s3:*', 'ec2:*'], Resource: '*' } };
    const { status, body } = await broker.call('role-Portal', '/federation-tokens', {
      Name: 'User1',
      Policy: JSON.stringify(policy),
    });
    expect([status, body]).toMatchObject([400, { Code: 'InvalidRequest' }]);
    for (const [field, instead] of [
      ['Action[0]', 's3:ListBucket'],
      ['Action[1]', 's3:ListBucket'],
      ['Resource', 'arn:aws:s3:::BUCKET'],
    ]) {
      expect(JSON.stringify(body)).toContain(`Policy.Statement.${field}: must be `);
      expect(JSON.stringify(body)).toContain(instead);
    }
  });

  test.each([
    ['no name', {}],
    ['a name outside its grant', { Name: 'Admin' }],
  ])('is refused with %s', async (_, name) => {
    const { status } = await broker.call('role-Portal', '/federation-tokens', {
      ...LIST_REPORTS,
      ...name,
    });
    expect(status).toBe(403);
  });

  test('needs a grant with federatedUserNames', async () => {
    const { status } = await broker.call('role-TeamA', '/federation-tokens', {
      ...READ_TEAM_A,
      Name: 'User1',
    });
    expect(status).toBe(403);
  });
});

describe('objects encrypted with a KMS key', () => {
  const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const OBJECT = 'team-a/object';

  beforeAll(() => {
    const { kms, s3 } = broker.running.local;
    const { arn } = kms.createKey({ keyId: KEY.split('/')[1] });
    s3.createBucket('sealed', { kmsKeyArn: arn });
    s3.putObject('sealed', OBJECT, Buffer.from('sealed'));
  });

  const sealed = async (request: object) =>
    broker.s3With(await broker.issue('role-TeamA', request));

  test('are read and written under the grant that names the key', async () => {
    const s3 = await sealed({ Target: 's3://sealed/*', Permission: 'READWRITE' });
    await s3.send(put('team-a/new', 'sealed'));
    const { Body } = await s3.send(get(OBJECT, 'sealed'));
    expect(await Body?.transformToString()).toBe('sealed');
  });

  test('can be written with WRITE only', async () => {
    const s3 = await sealed({ Target: 's3://sealed/*', Permission: 'WRITE' });
    await s3.send(put('team-a/new', 'sealed'));
    expect(await refusalOf(s3.send(get(OBJECT, 'sealed')))).toBe('AccessDenied');
  });

  test('cannot be read under a grant without the key', async () => {
    const s3 = await sealed({ Target: 's3://sealed/team-a/*', Permission: 'READ' });
    await s3.send(list('team-a/', 'sealed'));
    expect(await refusalOf(s3.send(get(OBJECT, 'sealed')))).toBe('AccessDenied');
  });
});

describe('an expired session', () => {
  test('is refused by Amazon S3 with ExpiredToken', async () => {
    const issued = await broker.issue('role-TeamA', { ...READ_TEAM_A, DurationSeconds: 900 });
    broker.clock.advance(890);
    await broker.s3With(issued).send(list('team-a/'));
    broker.clock.advance(20);
    expect(await refusalOf(broker.s3With(issued).send(list('team-a/')))).toBe('ExpiredToken');
  });
});

function stsWith(token: TokenResponse): STSClient {
  const { local } = broker.running;
  return new STSClient({
    region: local.account.region,
    endpoint: local.endpointUrl,
    credentials: credentialsOf(token),
  });
}
