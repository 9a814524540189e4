import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ContainerCredentials } from '../../core/responses/token-response.ts';
import { refusalOf, TestBroker } from './test-broker.ts';

let broker: TestBroker;

beforeAll(async () => {
  broker = await TestBroker.start();
});

// The API's throttle also counts refused requests.
beforeEach(() => broker.clock.advance(10));

afterAll(() => broker.close());

const ALICE = { sub: 'alice' };
const HOME = 'target=s3://homes/home/alice/*';
const list = (prefix: string) => new ListObjectsV2Command({ Bucket: 'homes', Prefix: prefix });

function s3With({ AccessKeyId, SecretAccessKey, Token }: ContainerCredentials): S3Client {
  return broker.s3({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: Token,
  });
}

describe('GET /credentials', () => {
  test('answers in the form that SDKs fetch, and the credentials work', async () => {
    const answer = await broker.callWith(ALICE, `/credentials?${HOME}&permission=READ`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      AccessKeyId: expect.stringMatching(/^ASIA/),
      SecretAccessKey: expect.any(String),
      Token: expect.any(String),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    const s3 = s3With(answer.body as ContainerCredentials);
    await expect(s3.send(list('home/alice/'))).resolves.toMatchObject({ KeyCount: 120 });
    expect(await refusalOf(s3.send(list('home/bob/')))).toBe('AccessDenied');
  });

  test('gives one session for repeated targets and permissions', async () => {
    const query = `${HOME}&permission=READ&target=s3://homes/home/alice/out/*&permission=WRITE`;
    const { status, body } = await broker.callWith(ALICE, `/credentials?${query}`);
    expect(status).toBe(200);
    const s3 = s3With(body as ContainerCredentials);
    await expect(s3.send(list('home/alice/'))).resolves.toMatchObject({ $metadata: {} });
    const put = (Key: string) => new PutObjectCommand({ Bucket: 'homes', Key, Body: 'x' });
    await s3.send(put('home/alice/out/x'));
    await s3.send(new DeleteObjectCommand({ Bucket: 'homes', Key: 'home/alice/out/x' }));
    expect(await refusalOf(s3.send(put('home/alice/x')))).toBe('AccessDenied');
  });

  test.each([
    ['as boto3 sends it', '/credentials?target=s3://homes/home/alice/*&permission=READ'],
    [
      'as the SDK for JavaScript sends it',
      '/credentials?permission=READ&target=s3%3A%2F%2Fhomes%2Fhome%2Falice%2F%2A',
    ],
  ])('reads the query %s', async (_, route) => {
    expect(await broker.callWith(ALICE, route)).toMatchObject({ status: 200 });
  });

  test.each<[string, string, number, object]>([
    [
      'of another person',
      'target=s3://homes/home/bob/*&permission=READ',
      403,
      { Code: 'AccessDenied' },
    ],
    ['without a permission', HOME, 400, { Code: 'InvalidRequest' }],
    [
      'for too long',
      `${HOME}&permission=READ&duration-seconds=3601`,
      403,
      { Code: 'AccessDenied' },
    ],
  ])('refuses a folder %s, in the form that SDKs show', async (_, query, status, body) => {
    const answer = await broker.callWith(ALICE, `/credentials?${query}`);
    expect(answer).toMatchObject({ status, body: { ...body, Message: expect.any(String) } });
  });

  test('does not exist on the API for SigV4', async () => {
    const answer = await broker.call('role-TeamA', `/credentials?${HOME}&permission=READ`);
    expect(answer.status).toBe(404);
  });
});

describe('GET /console', () => {
  const linkFor = async () => {
    const { status, body } = await broker.callWith(ALICE, `/console?${HOME}`);
    expect(status).toBe(200);
    return (body as { SigninUrl: string }).SigninUrl;
  };

  test('gives a link that signs in as the federated user, to the folder', async () => {
    const { credential, destination } = broker.running.local.signin.sessionOf(await linkFor());
    expect(destination).toBe(
      'https://console.aws.amazon.com/s3/buckets/homes?prefix=home%2Falice%2F',
    );
    expect(credential.principal.arn).toMatch(/federated-user\/alice=/);
    const s3 = broker.s3(credential);
    await expect(s3.send(list('home/alice/'))).resolves.toMatchObject({ KeyCount: 120 });
    expect(await refusalOf(s3.send(list('home/bob/')))).toBe('AccessDenied');
  });

  test('gives a link that a browser follows to the console', async () => {
    const answer = await fetch(await linkFor(), { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toMatch(/^https:\/\/console\.aws\.amazon\.com\//);
  });

  test('refuses a folder whose grant has no "console": true', async () => {
    const route = '/console?target=s3://reports/team-a/*';
    expect(await broker.call('role-TeamA', route)).toMatchObject({
      status: 403,
      body: { Code: 'AccessDenied', Message: expect.stringContaining('Console') },
    });
  });

  test('is in the audit log, without the link', async () => {
    const link = await linkFor();
    const log = broker.logOf('BrokerFunction');
    expect(log).toContainEqual(
      expect.objectContaining({
        event: 'SignInLinkIssued',
        caller: expect.objectContaining({ subject: 'alice' }),
        grantId: 'homes',
      }),
    );
    const signinToken = new URL(link).searchParams.get('SigninToken') ?? '';
    expect(signinToken.length).toBeGreaterThan(20);
    expect(JSON.stringify(log)).not.toContain(signinToken);
  });
});
