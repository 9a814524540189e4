import { setImmediate as nextTurn } from 'node:timers/promises';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readAssembly } from '../../src/cloudformation/cloud-assembly.ts';
import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { codeOf, withAssembly } from '../fixtures/assembly.ts';
import {
  type Change,
  deploySample,
  physicalIds,
  remove,
  rotationSteps,
  set,
  setAttributes,
} from '../fixtures/sample-stack.ts';
import { stackTemplate } from '../fixtures/stack-template.ts';

let aws: LocalAws;
let stack: Stack;

const quiet = set('Rotation', { RotateImmediatelyOnUpdate: false });
const deploy = (...changes: readonly Change[]) => deploySample(aws, quiet, ...changes);
const idOf = (logicalId: string) => stack.resources.get(logicalId)?.physicalId ?? '';

/** Comes after every resource that these tests change, and fails. */
const failing: Change = ({ Resources }) => {
  Resources.Impossible = {
    Type: 'AWS::IAM::User',
    DependsOn: Object.keys(Resources),
    Properties: { UserName: 'not a name' },
  };
};

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
  stack = await deploy();
  await aws.secretsManager.rotationSettled(idOf('Secret'));
});

afterEach(() => aws.close());

const invoke = async (what: string) => {
  const event = { pathParameters: { what } };
  return (await aws.functions.invokeAsDeployer(idOf('Worker'), event)).payload;
};

test('a failed update changes nothing, and the stack can be updated again', async () => {
  // GIVEN
  const before = physicalIds(stack);
  const { outputs } = stack;
  const change: readonly Change[] = [
    set('Ceiling', { Description: 'makes another policy' }),
    set('Worker', { Code: codeOf('module') }),
    set('WorkerRole', { Description: 'new', Policies: [] }),
    set('Rotation', { RotationRules: { AutomaticallyAfterDays: 7 } }),
    set('GetThing', { RouteKey: 'GET /moved/{what}' }),
    ({ Resources }) => {
      Resources.Added = {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/added' },
      };
    },
    remove('CallerPolicy'),
    (template) => delete template.Outputs,
  ];
  // WHEN
  await expect(deploy(...change, failing)).rejects.toThrow(
    /^CREATE_FAILED Impossible \(AWS::IAM::User\): .*; the stack was rolled back$/,
  );
  // THEN
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(physicalIds(stack)).toEqual(before);
  expect(stack.outputs).toEqual(outputs);
  expect(aws.identities.users.get(idOf('Person')).policies.managedPolicyArns).toEqual([
    before.Ceiling,
  ]);
  expect(await invoke('plain')).toEqual({ hello: 'world' });
  const role = aws.identities.roles.get(idOf('WorkerRole'));
  expect([role.description, role.policies.inlinePolicyNames]).toEqual([undefined, ['Logs']]);
  expect((await fetch(`${stack.outputs.Url}/things/text`)).status).toBe(403);
  expect(() => aws.logs.events('/added')).toThrow('does not exist');

  await deploy(...change);
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(await invoke('plain')).toMatchObject({ module: true });
});

test.each([
  ['Retain', true],
  ['RetainExceptOnCreate', false],
])('a new resource with %s outlives the update that failed: %s', async (policy, isKept) => {
  const added: Change = ({ Resources }) => {
    Resources.Added = {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/added' },
      DeletionPolicy: policy,
    };
  };
  await expect(deploy(added, failing)).rejects.toThrow('the stack was rolled back');
  const exists = () => aws.logs.events('/added');
  isKept ? expect(exists()).toEqual([]) : expect(exists).toThrow('does not exist');
});

test('if the update started a rotation, the schedule is rolled back after that rotation', async () => {
  const change = set('Rotation', { RotationRules: { AutomaticallyAfterDays: 7 } });
  await expect(deploy(change, failing)).rejects.toThrow('the stack was rolled back');
  await aws.secretsManager.rotationSettled(idOf('Secret'));
  expect(rotationSteps(aws, idOf('WorkerLogs'))).toEqual(Array(3).fill('testSecret'));
});

test('an unfinished rotation prevents a change of its schedule', async () => {
  // GIVEN the sample's rotation function does nothing
  const rotating = set('Rotation', { RotateImmediatelyOnUpdate: true });
  await deploy(rotating);
  await aws.secretsManager.rotationSettled(idOf('Secret'));
  // WHEN
  const failed = deploy(
    rotating,
    set('Rotation', { RotationRules: { AutomaticallyAfterDays: 7 } }),
  );
  // THEN
  await expect(failed).rejects.toThrow(
    /^UPDATE_FAILED Rotation .*A previous rotation isn't complete.*; the stack was rolled back$/,
  );
  const operator = aws.identities.users.create({ userName: 'operator' });
  operator.policies.putInline('Describe', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: '*' },
  });
  const secrets = new SecretsManagerClient({
    endpoint: aws.endpointUrl,
    region: aws.account.region,
    credentials: operator.accessKeys.create(),
  });
  const described = await secrets.send(new DescribeSecretCommand({ SecretId: idOf('Secret') }));
  secrets.destroy();
  expect(described.RotationRules).toEqual({ AutomaticallyAfterDays: 30 });
});

const partly: readonly [name: string, logicalId: string, change: object][] = [
  [
    'a user',
    'Person',
    { PermissionsBoundary: undefined, ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/no'] },
  ],
  ['a role', 'WorkerRole', { Description: 'new', PermissionsBoundary: 'arn:aws:iam::1:policy/no' }],
  ['a function', 'Worker', { Code: codeOf('module'), MemorySize: 1 }],
  ['a stage', 'Stage', { AutoDeploy: false }],
  ['a route', 'GetThing', { RouteKey: 'POST /echo' }],
  ['a secret’s policy', 'SecretPolicy', { ResourcePolicy: { Statement: [{ Effect: 'Maybe' }] } }],
];

test.each(partly)(
  '%s is unchanged after its own update failed',
  async (_name, logicalId, change) => {
    const user = aws.identities.users.get(idOf('Person'));
    const { boundary, managedPolicyArns } = user.policies;
    await expect(deploy(set(logicalId, change))).rejects.toThrow(
      new RegExp(`^UPDATE_FAILED ${logicalId} .*; the stack was rolled back$`),
    );
    expect(user.policies.managedPolicyArns).toEqual(managedPolicyArns);
    expect(user.policies.boundary).toEqual(boundary);
    expect(aws.identities.roles.get(idOf('WorkerRole')).description).toBeUndefined();
    expect(await invoke('plain')).toEqual({ hello: 'world' });
    expect((await fetch(`${stack.outputs.Url}/things/text`)).status).toBe(403);
  },
);

test('the message says that a rollback failed, and the stack can still be deleted', async () => {
  // GIVEN an update that waits after the user has the new policy, and an old policy that somebody deletes meanwhile
  const [old, person] = [idOf('Ceiling'), idOf('Person')];
  const { policies } = aws.identities.users.get(person);
  const failed = expect(
    deploy(
      set('Ceiling', { Description: 'new' }),
      set('Greeter', { Answer: 'silent', ServiceTimeout: '1' }),
      setAttributes('Greeter', { DependsOn: 'Person' }),
    ),
  ).rejects.toThrow(
    /^UPDATE_FAILED Greeter .*; the rollback also failed: UPDATE_FAILED Person .*does not exist.*; DELETE_FAILED Ceiling/,
  );
  while (policies.managedPolicyArns.includes(old)) {
    await nextTurn();
  }
  aws.identities.managedPolicies.delete(old);
  await failed;
  expect(stack.status).toBe('UPDATE_ROLLBACK_FAILED');
  const [kept = ''] = policies.managedPolicyArns;
  // WHEN
  await stack.delete();
  // THEN the policy that the user kept is deleted after the user
  expect(() => aws.identities.users.get(person)).toThrow('cannot be found');
  expect(() => aws.identities.managedPolicies.get(kept)).toThrow('does not exist');
});

describe('before any change', () => {
  const refused: readonly [name: string, change: Change, message: string][] = [
    [
      'another type',
      setAttributes('Ceiling', { Type: 'AWS::IAM::User', Properties: {} }),
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [Ceiling]',
    ],
    ['a user’s path', set('Person', { Path: '/people/' }), 'cannot change Path'],
    ['an unknown property', set('Worker', { Layers: [] }), 'does not support Layers'],
  ];

  test.each(refused)('%s is refused', async (_name, change, message) => {
    await expect(deploy(set('Ceiling', { Description: 'new' }), change)).rejects.toThrow(message);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });
});

describe('an old resource that cannot be deleted', () => {
  test('does not roll back the update, and is deleted by the next update', async () => {
    const old = idOf('Ceiling');
    const holder = aws.identities.users.create({ userName: 'holder' });
    holder.policies.attach(old);
    const described = set('Ceiling', { Description: 'new' });
    await expect(deploy(described)).rejects.toThrow(
      /^The update is complete, but an old resource could not be deleted: DELETE_FAILED Ceiling/,
    );
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(idOf('Ceiling')).not.toBe(old);
    holder.policies.detach(old);
    await deploy(described);
    expect(() => aws.identities.managedPolicies.get(old)).toThrow('does not exist');
  });
});

test('a stack cannot be updated during an update', async () => {
  const assembly = await withAssembly(stackTemplate(), readAssembly);
  const status = 'is in UPDATE_IN_PROGRESS state and can not be';
  await Promise.all([
    stack.deploy(assembly),
    expect(stack.delete()).rejects.toThrow(`${status} deleted`),
    expect(stack.deploy(assembly)).rejects.toThrow(`${status} updated`),
  ]);
});
