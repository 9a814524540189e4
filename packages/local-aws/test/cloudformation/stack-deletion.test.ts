import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { writeAssembly } from '../fixtures/assembly.ts';
import {
  type Change,
  remove,
  rotationSteps,
  set,
  setAttributes,
} from '../fixtures/sample-stack.ts';
import { stackTemplate } from '../fixtures/stack-template.ts';

let aws: LocalAws;
/** Part of the names of this test's folders. Tests that run at the same time use other names. */
let stackName: string;

beforeEach(async () => {
  stackName = `Sample${randomUUID().slice(0, 8)}`;
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterEach(() => aws.close());

async function deploy(...changes: readonly Change[]): Promise<Stack> {
  const template = stackTemplate();
  for (const change of changes) {
    change(template);
  }
  const assembly = await writeAssembly(template, ['worker'], stackName);
  try {
    return await aws.deploy(assembly);
  } finally {
    await rm(assembly, { recursive: true });
  }
}

const idIn = (stack: Stack) => (logicalId: string) =>
  stack.resources.get(logicalId)?.physicalId ?? '';

async function folders(): Promise<readonly string[]> {
  const names = await readdir(tmpdir());
  return names.filter((name) => name.startsWith(`local-aws-${stackName}-`));
}

const processes = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap');

/** Collected while the stack exists. Each call looks up one of its resources. */
function lookUps(stack: Stack): readonly (() => unknown)[] {
  const id = idIn(stack);
  const ids = Object.fromEntries(
    ['Person', 'WorkerRole', 'Ceiling', 'CallerPolicy', 'Secret', 'WorkerLogs'].map((name) => [
      name,
      id(name),
    ]),
  );
  return [
    () => aws.identities.users.get(String(ids.Person)),
    () => aws.identities.roles.get(String(ids.WorkerRole)),
    () => aws.identities.managedPolicies.get(String(ids.Ceiling)),
    () => aws.identities.managedPolicies.get(String(ids.CallerPolicy)),
    () => aws.secretsManager.rotationSettled(String(ids.Secret)),
    () => aws.logs.events(String(ids.WorkerLogs)),
    () => aws.logs.events('/aws/vendedlogs/sample'),
  ];
}

async function expectNothingLeft(found: readonly (() => unknown)[]): Promise<void> {
  for (const lookUp of found) {
    expect(lookUp).toThrow();
  }
  expect(await folders()).toEqual([]);
  expect(processes()).toEqual([]);
}

describe('a deletion during a rotation', () => {
  /** Each step takes longer than the test. */
  const slow = set('Worker', {
    Environment: { Variables: { STEP_MILLISECONDS: '60000' } },
    Timeout: 120,
  });

  async function deployRotating(): Promise<Stack> {
    const stack = await deploy(slow);
    while (rotationSteps(aws, idIn(stack)('WorkerLogs')).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return stack;
  }

  test('leaves nothing', async () => {
    const stack = await deployRotating();
    const found = lookUps(stack);
    const rotation = aws.secretsManager.rotationSettled(idIn(stack)('Secret'));
    await stack.delete();
    await expectNothingLeft(found);
    expect(await rotation).toMatchObject({ succeeded: false, step: 'createSecret' });
  });

  test('leaves no files of code that was updated while it ran', async () => {
    const stack = await deployRotating();
    const found = lookUps(stack);
    await deploy(slow, set('Worker', { Timeout: 119 }));
    expect(processes()).not.toEqual([]);
    await stack.delete();
    await expectNothingLeft(found);
  });
});

test('a deletion after updates leaves nothing, neither earlier code nor replaced resources', async () => {
  const stack = await deploy();
  const found = [...lookUps(stack)];
  await deploy(set('Worker', { Timeout: 4 }), set('Ceiling', { Description: 'another' }));
  found.push(...lookUps(stack));
  expect(await folders()).not.toEqual([]);
  await stack.delete();
  await expectNothingLeft(found);
});

test('a second deletion continues where the first one failed', async () => {
  // GIVEN the user's key, and no custom resource that would delete it
  const stack = await deploy();
  const found = lookUps(stack);
  const { accessKeys } = aws.identities.users.get(idIn(stack)('Person'));
  const { accessKeyId } = accessKeys.create();
  // WHEN
  await expect(stack.delete()).rejects.toThrow(/^DELETE_FAILED Person \(AWS::IAM::User\): /);
  expect(stack.status).toBe('DELETE_FAILED');
  await expect(deploy()).rejects.toThrow(/^DELETE_FAILED Person/);
  await expect(stack.delete()).rejects.toThrow(/^DELETE_FAILED Person/);
  accessKeys.delete(accessKeyId);
  await stack.delete();
  // THEN
  expect(stack.status).toBe('DELETE_COMPLETE');
  await expectNothingLeft(found);
  await stack.delete();
});

test('if a custom resource fails, the resources that it depends on are not deleted', async () => {
  const stack = await deploy();
  const id = idIn(stack);
  await aws.functions.delete(id('Worker'));
  await expect(stack.delete()).rejects.toThrow(
    'DELETE_FAILED Greeter (Custom::Greeter): The function could not be invoked: Function not found',
  );
  expect(stack.resources.has('Greeter')).toBe(true);
  expect(aws.identities.roles.get(id('WorkerRole')).policies.inlinePolicyNames).toEqual(['Logs']);
});

test('a resource that somebody else deleted does not fail the deletion', async () => {
  const stack = await deploy(remove('Greeter'), ({ Outputs }) => delete Outputs?.Greeting);
  const found = lookUps(stack);
  const id = idIn(stack);
  await aws.secretsManager.rotationSettled(id('Secret'));
  aws.secretsManager.deleteSecret(id('Secret'));
  aws.logs.deleteLogGroup(id('WorkerLogs'));
  await aws.functions.delete(id('Worker'));
  await stack.delete();
  await expectNothingLeft(found);
});

test('a policy that a person attached fails the deletion, and the message names it', async () => {
  const stack = await deploy();
  const { policies } = aws.identities.users.get(idIn(stack)('Person'));
  const { arn } = aws.identities.managedPolicies.create({
    policyName: 'by-hand',
    document: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    },
  });
  policies.attach(arn);
  await expect(stack.delete()).rejects.toThrow(
    'DELETE_FAILED Person (AWS::IAM::User): Cannot delete entity, must detach all policies first.',
  );
  policies.detach(arn);
  await stack.delete();
});

describe('a failed creation', () => {
  const failing: Change = ({ Resources }) => {
    Resources.Impossible = {
      Type: 'AWS::IAM::User',
      DependsOn: Object.keys(Resources),
      Properties: { UserName: 'not a name' },
    };
  };

  test('leaves nothing and can be tried again', async () => {
    await expect(deploy(failing)).rejects.toThrow('everything created before it was deleted');
    await expectNothingLeft([]);
    await (await deploy()).delete();
  });

  test('that could not be rolled back is deleted by the next creation', async () => {
    // GIVEN somebody creates a key for the user before the creation fails
    const failed = expect(
      deploy(
        set('Person', { UserName: 'person' }),
        set('Greeter', { Answer: 'silent', ServiceTimeout: '1' }),
        setAttributes('Greeter', { DependsOn: 'Person' }),
      ),
    ).rejects.toThrow(/^CREATE_FAILED Greeter .*; the rollback also failed: DELETE_FAILED Person/);
    while (aws.identities.users.find('person') === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { accessKeys } = aws.identities.users.get('person');
    const { accessKeyId } = accessKeys.create();
    await failed;
    // WHEN, THEN
    await expect(deploy()).rejects.toThrow(/^DELETE_FAILED Person/);
    accessKeys.delete(accessKeyId);
    const stack = await deploy();
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(aws.identities.users.find('person')).toBeUndefined();
    await stack.delete();
  });
});
