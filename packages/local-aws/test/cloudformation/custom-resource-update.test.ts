import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { codeOf } from '../fixtures/assembly.ts';
import {
  type Change,
  customResourceEvents,
  deploySample,
  remove,
  set,
} from '../fixtures/sample-stack.ts';

let aws: LocalAws;
let stack: Stack;

/** These tests do not need the rotation. */
const quiet = remove('Rotation');
const deploy = (...changes: readonly Change[]) => deploySample(aws, quiet, ...changes);
const logGroup = () => stack.resources.get('WorkerLogs')?.physicalId ?? '';
const events = () => customResourceEvents(aws, logGroup());

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
  stack = await deploy();
});

afterEach(() => aws.close());

const properties = () => ({
  ServiceToken: stack.resources.get('Worker')?.attributes.Arn,
  ServiceTimeout: '30',
  Name: 'Ada',
  Answer: 'SUCCESS',
  Count: '3',
  Flags: ['true'],
});

test('an update request has the physical id and the old properties', async () => {
  await deploy(set('Greeter', { Count: 4 }));
  expect(events().slice(1)).toEqual([
    {
      RequestType: 'Update',
      PhysicalResourceId: 'Ada',
      OldResourceProperties: properties(),
      ServiceToken: properties().ServiceToken,
      ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
      StackId: stack.stackId,
      RequestId: expect.any(String),
      ResourceType: 'Custom::Greeter',
      LogicalResourceId: 'Greeter',
      ResourceProperties: { ...properties(), Count: '4' },
    },
  ]);
});

test('new code of the function does not update the custom resource', async () => {
  await deploy(set('Worker', { Timeout: 4 }));
  expect(events()).toHaveLength(1);
});

test('a property counts as changed if its value is different, not if only its reference is', async () => {
  const reference = { 'Fn::Select': [0, ['Ada']] };
  await deploy(set('Greeter', { Name: reference }));
  expect(events()).toHaveLength(1);
});

test('if the physical id changes, CloudFormation deletes the old one with the old properties', async () => {
  await deploy(set('Greeter', { Name: 'Grace' }));
  expect(events().slice(1)).toMatchObject([
    { RequestType: 'Update', PhysicalResourceId: 'Ada', ResourceProperties: { Name: 'Grace' } },
    { RequestType: 'Delete', PhysicalResourceId: 'Ada', ResourceProperties: { Name: 'Ada' } },
  ]);
  expect(stack.resources.get('Greeter')?.physicalId).toBe('Grace');
  expect(stack.outputs.Greeting).toBe('hello Grace');
});

test('a failed update is followed by an update to the old properties', async () => {
  const failed = deploy(set('Greeter', { Answer: 'FAILED' }));
  await expect(failed).rejects.toThrow(
    'UPDATE_FAILED Greeter (Custom::Greeter): The function answered FAILED: not today; the stack was rolled back',
  );
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(events().slice(1)).toMatchObject([
    { ResourceProperties: { Answer: 'FAILED' }, OldResourceProperties: { Answer: 'SUCCESS' } },
    { ResourceProperties: { Answer: 'SUCCESS' }, OldResourceProperties: { Answer: 'FAILED' } },
  ]);
});

test('a later failure rolls back an update that changed the physical id', async () => {
  const failed = deploy(
    set('Greeter', { Name: 'Grace' }),
    // Created after the greeter, and always fails.
    ({ Resources }) => {
      Resources.Impossible = {
        Type: 'AWS::IAM::User',
        DependsOn: 'Greeter',
        Properties: { UserName: 'not a name' },
      };
    },
  );
  await expect(failed).rejects.toThrow('CREATE_FAILED Impossible (AWS::IAM::User)');
  expect(
    events()
      .slice(1)
      .map((event) => [event.RequestType, event.PhysicalResourceId]),
  ).toEqual([
    ['Update', 'Ada'],
    ['Update', 'Grace'],
    ['Delete', 'Grace'],
  ]);
  expect(stack.resources.get('Greeter')?.physicalId).toBe('Ada');
});

describe('another function', () => {
  const other: Change = ({ Resources }) => {
    Resources.Other = { ...Resources.Worker, Type: 'AWS::Lambda::Function' };
  };
  const toOther = set('Greeter', { ServiceToken: { 'Fn::GetAtt': ['Other', 'Arn'] } });
  const refusal = 'Modifying service token is not allowed.';

  test('is refused before any change if its ARN is known', async () => {
    await deploy(other);
    const refused = deploy(other, toOther, set('Worker', { Code: codeOf('module') }));
    await expect(refused).rejects.toThrow(`Greeter (Custom::Greeter): ${refusal}`);
    expect(stack.status).toBe('UPDATE_COMPLETE');
  });

  test('is refused and rolled back if the update creates it', async () => {
    const refused = deploy(other, toOther);
    await expect(refused).rejects.toThrow(`UPDATE_FAILED Greeter (Custom::Greeter): ${refusal}`);
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.resources.has('Other')).toBe(false);
    expect(events()).toHaveLength(1);
  });
});
