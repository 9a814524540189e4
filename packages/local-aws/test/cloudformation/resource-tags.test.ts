import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { type Change, deploySample, set } from '../fixtures/sample-stack.ts';

const BUCKET = 'amzn-s3-demo-bucket';
const LIST = [{ Key: 'team', Value: 'a' }];

let aws: LocalAws;

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
  aws.s3.createBucket(BUCKET);
  aws.s3.putObject(BUCKET, 'a/1', 'x');
});

afterEach(() => aws.close());

/** Deploys the sample stack without its first rotation. */
const deploy = (...changes: readonly Change[]): Promise<Stack> =>
  deploySample(aws, set('Rotation', { RotateImmediatelyOnUpdate: false }), ...changes);

const allow = (resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: resource }],
});

/** Returns the error code if the role of the sample's function cannot read the object, or else `read`. */
async function readAsWorker(stack: Stack): Promise<string> {
  const { sts, identities, endpointUrl } = aws;
  const roleName = stack.resources.get('WorkerRole')?.physicalId ?? '';
  const { credential } = sts.assumeRole(
    { kind: 'service', service: 'lambda.amazonaws.com' },
    { roleArn: identities.roles.get(roleName).arn, roleSessionName: 'test' },
  );
  const s3 = new S3Client({
    endpoint: endpointUrl,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: credential,
  });
  const answer = s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a/1' }));
  return answer.then(
    () => 'read',
    (error) => error.name,
  );
}

test('tags of every type that has tags on AWS can be set, changed and removed', async () => {
  const ids = new Set<string | undefined>();
  for (const value of ['a', 'b', undefined]) {
    const list = value === undefined ? undefined : [{ Key: 'team', Value: value }];
    const object = value === undefined ? undefined : { team: value };
    const stack = await deploy(
      ...['Secret', 'WorkerLogs', 'WorkerRole', 'Worker'].map((id) => set(id, { Tags: list })),
      ...['Api', 'Stage'].map((id) => set(id, { Tags: object })),
    );
    expect(stack.status).toBe(value === 'a' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
    for (const id of ['Secret', 'WorkerLogs', 'WorkerRole', 'Worker', 'Api']) {
      ids.add(stack.resources.get(id)?.physicalId);
    }
  }
  expect(ids.size).toBe(5);
});

test.each<[string, string, unknown, string]>([
  ['of a user, because its sessions would inherit them', 'Person', LIST, 'does not support Tags'],
  ['as an object, if the type has a list', 'Worker', { team: 'a' }, 'Worker.Tags must be a list'],
  ['as a list, if the type has an object', 'Api', LIST, 'Api.Tags must be an object'],
  ['without a value', 'Worker', [{ Key: 'team' }], 'Worker.Tags.Value must be a string'],
  ['with a number', 'Api', { team: 1 }, 'Api.Tags.team must be a string'],
  [
    'with two keys that differ only in case',
    'Worker',
    [...LIST, { Key: 'Team', Value: 'b' }],
    'Worker.Tags has a key twice',
  ],
  ['with a key of AWS', 'Api', { 'AWS:team': 'a' }, 'no key can begin with aws:'],
  ['with other characters', 'Api', { team: 'a|b' }, 'Api.Tags: keys and values can have letters'],
  ['with an empty key', 'Api', { '': 'a' }, 'a key must have 1 to 128 characters'],
  ['with a long value', 'Api', { team: 'v'.repeat(257) }, 'a value at most 256'],
  [
    'that are more than 50',
    'Api',
    Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ''])),
    'Api.Tags must have at most 50 tags',
  ],
])('tags %s are refused', async (_, logicalId, tags, message) => {
  await expect(deploy(set(logicalId, { Tags: tags }))).rejects.toThrow(message);
});

test('the tags of a role are principal tags of its sessions', async () => {
  const Policies = [
    {
      PolicyName: 'OwnFolder',
      PolicyDocument: allow(`arn:aws:s3:::${BUCKET}/\${aws:PrincipalTag/team}/*`),
    },
  ];
  const withTag = (value: string) =>
    deploy(set('WorkerRole', { Policies, Tags: [{ Key: 'team', Value: value }] }));
  expect(await readAsWorker(await withTag('a'))).toBe('read');
  expect(await readAsWorker(await withTag('b'))).toBe('AccessDenied');
});

test('the permissions boundary of a role can be set, changed and removed, and it limits the role', async () => {
  const Policies = [{ PolicyName: 'All', PolicyDocument: allow('*') }];
  const boundary = (resource: string, policyName: string) =>
    aws.identities.managedPolicies.create({ policyName, document: allow(resource) }).arn;
  const wide = boundary(`arn:aws:s3:::${BUCKET}/*`, 'Wide');
  const narrow = boundary(`arn:aws:s3:::${BUCKET}/b/*`, 'Narrow');
  const bounded = (PermissionsBoundary: string | undefined) =>
    deploy(set('WorkerRole', { Policies, PermissionsBoundary }));
  expect(await readAsWorker(await bounded(wide))).toBe('read');
  expect(await readAsWorker(await bounded(narrow))).toBe('AccessDenied');
  expect(await readAsWorker(await bounded(undefined))).toBe('read');
});

test('a role is not created with a boundary that does not exist', async () => {
  const absent = 'arn:aws:iam::111122223333:policy/Absent';
  await expect(deploy(set('WorkerRole', { PermissionsBoundary: absent }))).rejects.toThrow(
    `Policy ${absent} does not exist`,
  );
});
