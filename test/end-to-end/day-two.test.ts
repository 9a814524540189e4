import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import type { RunningBroker } from '../../tools/local/run-broker.ts';
import { runConfiguration } from '../../tools/local/run-configuration.ts';
import { type ApiAnswer, credentialsOf, signedFetch } from '../../tools/local/signed-fetch.ts';
import { checkFetches } from './checked-fetch.ts';

/** The key of another account that the grant names. */
const OBJECTS_KEY = 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const BOUNDARY = 'arn:aws:iam::111122223333:policy/team/org-boundary';

let broker: RunningBroker;
let restoreFetch: () => void;
const warnings: string[] = [];

beforeAll(async () => {
  broker = await runConfiguration('test/fixtures/day-two/federation-broker.json', {
    port: 0,
    onWarning: (message) => warnings.push(message),
  });
  restoreFetch = checkFetches({ iam: broker.apiUrl('iam'), jwt: broker.apiUrl('jwt') });
});

afterAll(() => {
  restoreFetch();
  return broker.close();
});

const idOf = (logicalId: string) => broker.stack.resources.get(logicalId)?.physicalId ?? '';

function issue(more: object = {}): Promise<ApiAnswer> {
  const [caller] = broker.callers;
  return signedFetch(
    `${broker.apiUrl('iam')}/federation-tokens`,
    caller?.credentials ?? { accessKeyId: '', secretAccessKey: '' },
    broker.local.account.region,
    {
      method: 'POST',
      body: JSON.stringify({
        Target: 's3://amzn-s3-demo-bucket/team-a/*',
        Permission: 'READ',
        ...more,
      }),
    },
  );
}

async function issueWithToken(): Promise<ApiAnswer['status']> {
  const issuer = await broker.local.oidc.issuer('https://id.example.com');
  const token = await issuer.token({ sub: 'alice', aud: 'broker' }, { lifetimeSeconds: 3600 });
  const { status } = await fetch(`${broker.apiUrl('jwt')}/federation-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      Target: 's3://amzn-s3-demo-bucket/home/alice/*',
      Permission: 'READ',
    }),
  });
  return status;
}

function logOf(logGroup: string): readonly Readonly<Record<string, unknown>>[] {
  return broker.local.logs.events(logGroup).map(({ message }) => JSON.parse(message));
}

test('the stack is deployed to the region of its KMS key', () => {
  expect(broker.local.account).toEqual({
    partition: 'aws',
    accountId: '111122223333',
    region: 'eu-west-1',
  });
});

test('both custom domains issue credentials with an access key that the KMS key encrypts', async () => {
  expect(await issue()).toMatchObject({ status: 200 });
  expect(await issueWithToken()).toBe(200);
  expect(broker.stack.outputs).toMatchObject({
    IamApiUrl: 'https://broker.example.com',
    IamApiDnsTarget: expect.stringMatching(/^d-\w+\.execute-api\.eu-west-1\.amazonaws\.com$/),
    JwtApiUrl: 'https://people.example.com',
    JwtApiDnsTarget: expect.stringMatching(/^d-\w+\.execute-api\.eu-west-1\.amazonaws\.com$/),
  });
});

test('issued credentials read an object encrypted with the key of the grant', async () => {
  const { account, endpointUrl, s3 } = broker.local;
  const [Bucket, Key] = ['amzn-s3-demo-bucket', 'team-a/report.csv'];
  s3.createBucket(Bucket, { kmsKeyArn: OBJECTS_KEY });
  s3.putObject(Bucket, Key, 'sealed');
  const { body } = await issue();
  const client = new S3Client({
    region: account.region,
    endpoint: endpointUrl,
    credentials: credentialsOf(body as TokenResponse),
  });
  const { Body, SSEKMSKeyId } = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect([await Body?.transformToString(), SSEKMSKeyId]).toEqual(['sealed', OBJECTS_KEY]);
  client.destroy();
});

test('the boundary of the configuration exists, and the run warns that it allows everything', () => {
  expect(warnings).toEqual([expect.stringContaining(`${BOUNDARY}: this run does not know`)]);
});

const allow = (Action: string | readonly string[], Resource: string) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** Ends the process of the function, which has read the secret. */
async function endFunction(): Promise<void> {
  const crash = broker.local.functions.crashAfter(idOf('BrokerFunction'), 1);
  await issue({ DurationSeconds: 901 });
  expect(crash.happened).toBe(true);
}

test('the boundary limits the function, too: without GetSecretValue in it the broker issues nothing', async () => {
  const { managedPolicies } = broker.local.identities;
  const setBoundary = (Statement: object) =>
    managedPolicies.update(BOUNDARY, { Version: '2012-10-17', Statement });
  setBoundary(allow('logs:*', '*'));
  await endFunction();
  expect(await issue()).toMatchObject({ status: 502 });
  expect(logOf(idOf('BrokerFunctionLogs'))).toContainEqual(
    expect.objectContaining({
      event: 'RequestFailed',
      cause: expect.objectContaining({
        message: expect.stringContaining(
          'because no permissions boundary allows the secretsmanager:GetSecretValue action',
        ),
      }),
    }),
  );
  setBoundary(allow('*', '*'));
  expect(await issue()).toMatchObject({ status: 200 });
});

/** Removes the function's permission to use the KMS key, and ends the process that has read the secret. */
async function loseTheKey(): Promise<void> {
  const { policies } = broker.local.identities.roles.get(idOf('BrokerFunctionRole'));
  policies.putInline('LeastPrivilege', {
    Version: '2012-10-17',
    Statement: [
      allow('secretsmanager:GetSecretValue', idOf('BrokerAccessKeySecret')),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
    ],
  });
  await endFunction();
}

test('without permission to use the KMS key, the broker answers 502, and only its log shows the denial', async () => {
  await loseTheKey();
  const { status, body } = await issue();
  expect([status, body]).toEqual([
    502,
    expect.objectContaining({ Code: 'UpstreamFailure', Message: expect.not.stringMatching('KMS') }),
  ]);
  expect(logOf(idOf('BrokerFunctionLogs'))).toContainEqual(
    expect.objectContaining({
      event: 'RequestFailed',
      cause: expect.objectContaining({
        name: 'AccessDeniedException',
        message: 'Access to KMS is not allowed',
      }),
    }),
  );
});

test('with keepLogs the logs outlive the stack', async () => {
  const logGroups = [
    'BrokerAccessKeyCleanupLogs',
    'BrokerAccessKeyRotationLogs',
    'BrokerFunctionLogs',
    'IamApiAccessLog',
    'JwtApiAccessLog',
  ].map(idOf);
  const { policies } = broker.local.identities.roles.get('TeamA');
  policies.detach(broker.stack.outputs.CallerPolicyArn ?? '');
  await broker.stack.delete();
  expect(broker.stack.status).toBe('DELETE_COMPLETE');
  for (const logGroup of logGroups) {
    expect([logGroup, logOf(logGroup).length > 0]).toEqual([logGroup, true]);
  }
});
