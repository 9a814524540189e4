import { GetFederationTokenCommand } from '@aws-sdk/client-sts';
import { BrokerError } from '../../core/broker-error.ts';
import { BrokerAccessKey } from '../../lambda/adapters/broker-access-key.ts';
import { StsFederationTokens } from '../../lambda/adapters/federation-tokens.ts';
import { inOrder, type StubAnswer, StubAws, type StubRequest } from './stub-aws.ts';

const REQUEST = { name: 'alice', policy: '{}', durationSeconds: 900, tags: [] };

let aws: StubAws;
let tokens: StsFederationTokens;
/** The id of the access key in the secret. */
let inSecret: string;

beforeEach(async () => {
  aws = await StubAws.start();
  inSecret = 'AKIA1';
  tokens = new StsFederationTokens(new BrokerAccessKey('arn:secret', () => new Date()));
});

afterEach(() => aws.close());

/** Secrets Manager answers with the key, and STS with this. */
function stsAnswers(answer: StubAws['answer']): void {
  aws.answer = (request) =>
    request.target === 'secretsmanager.GetSecretValue'
      ? {
          status: 200,
          contentType: 'application/x-amz-json-1.1',
          body: JSON.stringify({
            SecretString: `{"accessKeyId":"${inSecret}","secretAccessKey":"broker-secret"}`,
          }),
        }
      : answer(request);
}

function stsRequests(): readonly StubRequest[] {
  return aws.requests.filter(({ target }) => target === '');
}

const OK = `<GetFederationTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetFederationTokenResult>
    <Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
    <Expiration>2026-11-21T21:00:00Z</Expiration></Credentials>
    <FederatedUser><FederatedUserId>1:alice</FederatedUserId><Arn>arn:alice</Arn></FederatedUser>
    <PackedPolicySize>3</PackedPolicySize></GetFederationTokenResult></GetFederationTokenResponse>`;

const ok: StubAnswer = { status: 200, body: OK };

const fault = (code: string, status: number, headers = {}): StubAnswer => ({
  status,
  headers,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>AWS said so</Message></Error></ErrorResponse>`,
});

test('the adapter returns the credentials from STS', async () => {
  stsAnswers(() => ok);
  await expect(tokens.issue(REQUEST)).resolves.toEqual({
    credentials: {
      accessKeyId: 'ASIA1',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: new Date('2026-11-21T21:00:00Z'),
    },
    federatedUser: { id: '1:alice', arn: 'arn:alice' },
    packedPolicySize: 3,
  });
  expect(stsRequests()).toMatchObject([
    {
      accessKeyId: 'AKIA1',
      body: expect.stringContaining('Name=alice&Policy=%7B%7D&DurationSeconds=900'),
    },
  ]);
});

test('the middleware of the client is composed once for all requests, without unused steps', async () => {
  stsAnswers(() => ok);
  const compose = jest.spyOn(GetFederationTokenCommand.prototype, 'resolveMiddleware');
  await tokens.issue(REQUEST);
  await tokens.issue(REQUEST);
  expect(compose).toHaveBeenCalledTimes(1);
  compose.mockRestore();
  expect(stsRequests().map(({ headers }) => headers['user-agent'])).toEqual([
    'federation-broker',
    'federation-broker',
  ]);
});

test('the request has the session tags, or no list of tags if there are none', async () => {
  stsAnswers(() => ok);
  await tokens.issue(REQUEST);
  const tags = [
    { key: 'team', value: 'a' },
    { key: 'cost center', value: '' },
  ];
  await tokens.issue({ ...REQUEST, tags });
  const sent = stsRequests().map(({ body }) =>
    [...new URLSearchParams(body)].filter(([name]) => name.startsWith('Tags')),
  );
  expect(sent).toEqual([
    [],
    [
      ['Tags.member.1.Key', 'team'],
      ['Tags.member.1.Value', 'a'],
      ['Tags.member.2.Key', 'cost center'],
      ['Tags.member.2.Value', ''],
    ],
  ]);
});

test.each<[string, string, number, StubAnswer]>([
  ['throttling, for which STS answers 400', 'Throttled', 3, fault('Throttling', 400)],
  [
    'a policy that is too large in packed form',
    'PolicyTooLarge',
    1,
    fault('PackedPolicyTooLarge', 400),
  ],
  ['a refusal', 'UpstreamFailure', 1, fault('AccessDenied', 403)],
  ['a malformed policy', 'UpstreamFailure', 1, fault('MalformedPolicyDocument', 400)],
  ['a region without STS', 'UpstreamFailure', 1, fault('RegionDisabledException', 403)],
  ['a fault of STS', 'UpstreamFailure', 3, fault('InternalFailure', 500)],
  ['a broken connection', 'UpstreamFailure', 3, 'reset'],
  ['an answer that is not XML', 'UpstreamFailure', 1, { status: 200, body: 'what?' }],
  [
    'an answer without credentials',
    'UpstreamFailure',
    1,
    { status: 200, body: '<GetFederationTokenResponse/>' },
  ],
  ['silence', 'UpstreamTimeout', 2, 'never'],
])('%s becomes %s', async (_, code, attempts, answer) => {
  stsAnswers(() => answer);
  const failure: unknown = await tokens.issue(REQUEST).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BrokerError);
  expect(failure).toMatchObject({ code });
  expect((failure as BrokerError).message).not.toContain('AWS said so');
  expect(stsRequests()).toHaveLength(attempts);
});

test.each([
  'AccessKeyId',
  'SecretAccessKey',
  'SessionToken',
  'Expiration',
  'FederatedUserId',
  'Arn',
])('an answer without %s is a failure', async (member) => {
  const body = OK.replace(new RegExp(`<${member}>.*</${member}>`), '');
  stsAnswers(() => ({ status: 200, body }));
  await expect(tokens.issue(REQUEST)).rejects.toMatchObject({
    code: 'UpstreamFailure',
    cause: { message: 'The answer of GetFederationToken has no credentials or no federated user.' },
  });
});

test('a policy that is too large in packed form has a message of ours', async () => {
  stsAnswers(() => fault('PackedPolicyTooLarge', 400));
  await expect(tokens.issue(REQUEST)).rejects.toMatchObject({
    message: expect.stringMatching(
      / too large in the packed form of STS\. Ask for fewer accesses,/,
    ),
    cause: { message: 'AWS said so' },
  });
});

test('throttling has Retry-After', async () => {
  stsAnswers(() => fault('Throttling', 400));
  await expect(tokens.issue(REQUEST)).rejects.toMatchObject({ retryAfterSeconds: 2 });
});

test('an answer with Retry-After is not retried', async () => {
  stsAnswers(() => fault('Throttling', 400, { 'retry-after': '20' }));
  await expect(tokens.issue(REQUEST)).rejects.toMatchObject({ code: 'Throttled' });
  expect(stsRequests()).toHaveLength(1);
});

test('the caller does not see a temporary fault', async () => {
  stsAnswers(inOrder(fault('InternalFailure', 500), ok));
  await tokens.issue(REQUEST);
  expect(stsRequests()).toHaveLength(2);
});

test('a rotated key is dropped, and the current key from the secret is used', async () => {
  const known = new Set(['AKIA1']);
  stsAnswers(({ accessKeyId }) =>
    known.has(accessKeyId) ? ok : fault('InvalidClientTokenId', 403),
  );
  await tokens.issue(REQUEST);
  inSecret = 'AKIA2';
  known.add('AKIA2');
  known.delete('AKIA1');
  await tokens.issue(REQUEST);
  await tokens.issue(REQUEST);
  expect(stsRequests().map(({ accessKeyId }) => accessKeyId)).toEqual([
    'AKIA1',
    'AKIA1',
    'AKIA2',
    'AKIA2',
  ]);
});

test('a key that STS does not know is read again once, and then is unavailable', async () => {
  stsAnswers(() => fault('InvalidClientTokenId', 403));
  await expect(tokens.issue(REQUEST)).rejects.toMatchObject({
    code: 'BrokerAccessKeyUnavailable',
    message: 'AWS does not know the broker access key. An operator must rotate it.',
    retryAfterSeconds: 10,
  });
  expect(stsRequests()).toHaveLength(2);
});
