import { BrokerError } from '../../core/broker-error.ts';
import { BrokerAccessKey } from '../../lambda/adapters/broker-access-key.ts';
import { StsFederationTokens } from '../../lambda/adapters/federation-tokens.ts';
import { type StubAnswer, StubAws } from './stub-aws.ts';

jest.setTimeout(30_000);

const REQUEST = { name: 'alice', policy: '{}', durationSeconds: 900 };

let sts: StubAws;
let now: Date;
let keysRead: number;

beforeEach(async () => {
  sts = await StubAws.start();
  now = new Date();
  keysRead = 0;
});

afterEach(() => sts.close());

/** The stub serves both services: what it is asked for tells which. */
function answers(...stsAnswers: StubAnswer[]): StsFederationTokens {
  sts.answers = stsAnswers;
  const accessKey = new BrokerAccessKey('arn:secret', () => now);
  jest.spyOn(accessKey, 'get').mockImplementation(async () => {
    keysRead += 1;
    return { accessKeyId: `AKIA${keysRead}`, secretAccessKey: 'broker-secret' };
  });
  return new StsFederationTokens(accessKey);
}

const ok: StubAnswer = {
  status: 200,
  body: `<GetFederationTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetFederationTokenResult>
    <Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
    <Expiration>2026-11-21T21:00:00Z</Expiration></Credentials>
    <FederatedUser><FederatedUserId>1:alice</FederatedUserId><Arn>arn:alice</Arn></FederatedUser>
    <PackedPolicySize>3</PackedPolicySize></GetFederationTokenResult></GetFederationTokenResponse>`,
};

const fault = (code: string, status: number): StubAnswer => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>AWS said so</Message></Error></ErrorResponse>`,
});

test('hands on what STS answers', async () => {
  await expect(answers(ok).issue(REQUEST)).resolves.toEqual({
    credentials: {
      accessKeyId: 'ASIA1',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: new Date('2026-11-21T21:00:00Z'),
    },
    federatedUser: { id: '1:alice', arn: 'arn:alice' },
    packedPolicySize: 3,
  });
  expect(sts.requests).toEqual([
    expect.stringContaining('Name=alice&Policy=%7B%7D&DurationSeconds=900'),
  ]);
});

test.each<[string, string, number, StubAnswer]>([
  ['throttling, which STS answers with 400', 'Throttled', 3, fault('Throttling', 400)],
  ['a policy too large once packed', 'PolicyTooLarge', 1, fault('PackedPolicyTooLarge', 400)],
  ['a refusal', 'UpstreamFailure', 1, fault('AccessDenied', 403)],
  ['a malformed policy', 'UpstreamFailure', 1, fault('MalformedPolicyDocument', 400)],
  ['a region where STS is off', 'UpstreamFailure', 1, fault('RegionDisabledException', 403)],
  ['a fault of STS', 'UpstreamFailure', 3, fault('InternalFailure', 500)],
  ['a broken connection', 'UpstreamFailure', 3, 'reset'],
  ['an answer that is no XML', 'UpstreamFailure', 1, { status: 200, body: 'what?' }],
  [
    'an answer without credentials',
    'UpstreamFailure',
    1,
    { status: 200, body: '<GetFederationTokenResponse/>' },
  ],
  ['silence', 'UpstreamTimeout', 2, 'never'],
])('%s becomes %s in the end', async (_, code, attempts, answer) => {
  const failure: unknown = await answers(answer)
    .issue(REQUEST)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BrokerError);
  expect(failure).toMatchObject({ code });
  expect((failure as BrokerError).message).not.toContain('AWS said so');
  expect(sts.requests.length).toBe(attempts);
});

test('being throttled says when to come back', async () => {
  await expect(answers(fault('Throttling', 400)).issue(REQUEST)).rejects.toMatchObject({
    retryAfterSeconds: 2,
  });
});

test('a fault that passes is not shown to the caller', async () => {
  await answers(fault('InternalFailure', 500), ok).issue(REQUEST);
  expect(sts.requests).toHaveLength(2);
});

test('a key that AWS no longer knows is read again, once', async () => {
  await answers(fault('InvalidClientTokenId', 403), ok).issue(REQUEST);
  expect(keysRead).toBe(2);

  const never = answers(fault('InvalidClientTokenId', 403));
  await expect(never.issue(REQUEST)).rejects.toMatchObject({ code: 'UpstreamFailure' });
  expect(keysRead).toBe(4);
});
