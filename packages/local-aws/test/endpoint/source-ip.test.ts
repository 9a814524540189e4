import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';
import {
  type CallerCredentials,
  type FetchOptions,
  signedFetch,
} from '../fixtures/signed-fetch.ts';
import { stackTemplate } from '../fixtures/stack-template.ts';

const ACCOUNT = '111122223333';
const LOOPBACK = '127.0.0.0/8';
const ELSEWHERE = '192.0.2.0/24';

let aws: LocalAws;
let apiUrl: string;
let functionArn: string;

beforeAll(async () => {
  aws = await startLocalAws();
  const stack = await withAssembly(stackTemplate(), (folder) => aws.deploy(folder));
  apiUrl = String(stack.outputs.Url);
  functionArn = String(stack.resources.get('Worker')?.attributes.Arn);
  aws.s3.createBucket('amzn-s3-demo-bucket');
  aws.s3.putObject('amzn-s3-demo-bucket', 'key', 'content');
  aws.secretsManager.createSecret({ name: 'secret', secretString: '{}' });
  aws.logs.createLogGroup('group');
  aws.identities.roles.create({
    roleName: 'Role',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
    },
  });
});

afterAll(() => aws.close());

/** A user who may do everything, but only from these addresses. */
function userFrom(addresses: string): CallerCredentials {
  const userName = `From-${addresses.replaceAll(/\W/g, '-')}`;
  const user = aws.identities.users.find(userName) ?? aws.identities.users.create({ userName });
  user.policies.putInline('Allowed', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { IpAddress: { 'aws:SourceIp': addresses } },
    },
  });
  return user.accessKeys.list()[0] ?? user.accessKeys.create();
}

function query(parameters: Record<string, string>): FetchOptions {
  return {
    method: 'POST',
    body: new URLSearchParams(parameters).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
}

function json(target: string, parameters: object): FetchOptions {
  return { method: 'POST', body: JSON.stringify(parameters), headers: { 'x-amz-target': target } };
}

const STS = { Version: '2011-06-15' };
const IAM = { Version: '2010-05-08' };
const S3 = { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } };
const GROUP = { logGroupName: 'group' };
const STREAM = { ...GROUP, logStreamName: 'stream' };
const ROLE = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/Role`, RoleSessionName: 'session' };

/** One request for each way in which services ask IAM. */
const REQUESTS: [service: string, operation: string, path: string, options: FetchOptions][] = [
  ['iam', 'GetUser', '/', query({ ...IAM, Action: 'GetUser' })],
  [
    'sts',
    'GetFederationToken',
    '/',
    query({ ...STS, Action: 'GetFederationToken', Name: 'alice' }),
  ],
  ['sts', 'AssumeRole', '/', query({ ...STS, Action: 'AssumeRole', ...ROLE })],
  ['s3', 'ListBuckets', '/', S3],
  ['s3', 'CreateBucket', '/amzn-s3-demo-bucket2', { ...S3, method: 'PUT' }],
  ['s3', 'ListObjectsV2', '/amzn-s3-demo-bucket?list-type=2', S3],
  ['s3', 'GetObject', '/amzn-s3-demo-bucket/key', S3],
  [
    'secretsmanager',
    'GetSecretValue',
    '/',
    json('secretsmanager.GetSecretValue', { SecretId: 'secret' }),
  ],
  ['logs', 'CreateLogStream', '/', json('Logs_20140328.CreateLogStream', STREAM)],
  ['logs', 'DescribeLogStreams', '/', json('Logs_20140328.DescribeLogStreams', GROUP)],
  ['execute-api', 'Invoke', '/things/plain', {}],
];

test.each(REQUESTS)('%s %s is decided with the address of the request', async (...row) => {
  const [service, , path, options] = row;
  const url = service === 'execute-api' ? apiUrl : aws.endpointUrl;
  const call = (who: CallerCredentials) =>
    signedFetch(`${url}${path}`, who, { ...options, service });
  const refused = await call(userFrom(ELSEWHERE));
  expect([400, 403]).toContain(refused.status);
  expect(await refused.text()).toMatch(/AccessDenied|Forbidden/);
  expect((await call(userFrom(LOOPBACK))).status).toBe(200);
});

test('the permission to invoke a rotation function is decided with the address, too', async () => {
  const secretId = aws.secretsManager.createSecret({ name: 'rotated', secretString: '{}' });
  const schedule = { secretId, functionArn, automaticallyAfterDays: 30, rotateImmediately: false };
  aws.secretsManager.configureRotation(schedule);
  await aws.secretsManager.rotationSettled(secretId);
  const user = aws.identities.users.create({ userName: 'Rotator' });
  user.policies.putInline('Allowed', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: functionArn,
        Condition: { IpAddress: { 'aws:SourceIp': LOOPBACK } },
      },
    ],
  });
  const response = await signedFetch(aws.endpointUrl, user.accessKeys.create(), {
    ...json('secretsmanager.RotateSecret', {
      SecretId: 'rotated',
      ClientRequestToken: 'a'.repeat(32),
    }),
    service: 'secretsmanager',
  });
  expect(response.status).toBe(200);
  await aws.secretsManager.rotationSettled(secretId);
});
