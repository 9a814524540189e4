import { type LocalAws, startLocalAws } from '../../../src/start.ts';
import { CloudFormationClient } from '../../fixtures/cloudformation-client.ts';

let aws: LocalAws;
let client: CloudFormationClient;

beforeAll(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
  client = new CloudFormationClient(aws);
});

afterAll(() => aws.close());

const group = (properties: object) => ({ Type: 'AWS::Logs::LogGroup', Properties: properties });
const template = (resources: object) => ({ Resources: resources });
const changesOf = async (stackName: string) => {
  const { Changes } = await client.call('DescribeChangeSet', {
    StackName: stackName,
    ChangeSetName: 'change-set',
  });
  return Changes.member?.map(({ ResourceChange }: { ResourceChange: object }) => ResourceChange);
};

test('a change set changes nothing until it is executed', async () => {
  const created = await client.createChangeSet('Reviewed', template({ Log: group({}) }));
  expect(created.StackId).toContain(':stack/Reviewed/');
  expect(await client.describe('Reviewed')).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
  expect(await changesOf('Reviewed')).toEqual([
    { Action: 'Add', LogicalResourceId: 'Log', ResourceType: 'AWS::Logs::LogGroup' },
  ]);
  await client.call('ExecuteChangeSet', { ChangeSetName: created.Id });
  expect(await client.settled('Reviewed')).toBe('CREATE_COMPLETE');
  await expect(client.call('ExecuteChangeSet', { ChangeSetName: created.Id })).rejects.toThrow(
    'ChangeSetNotFound',
  );
});

test('a change set says what is updated, replaced, perhaps replaced, removed and added', async () => {
  const filter = {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: { Ref: 'Renamed' },
      FilterPattern: '{ $.a = "b" }',
      MetricTransformations: [{ MetricName: 'm', MetricNamespace: 'n', MetricValue: '1' }],
    },
  };
  const before = {
    Updated: group({ RetentionInDays: 1 }),
    Renamed: group({ LogGroupName: 'before' }),
    Filter: filter,
    Removed: group({}),
  };
  await client.deploy('Changed', template(before));
  const { Removed: _, ...kept } = before;
  const after = {
    ...kept,
    Updated: group({ RetentionInDays: 3 }),
    Renamed: group({ LogGroupName: 'after' }),
    Added: group({}),
  };
  await client.createChangeSet('Changed', template(after));
  const changes = await changesOf('Changed');
  expect(changes).toMatchObject([
    { Action: 'Modify', LogicalResourceId: 'Updated', Replacement: 'False' },
    {
      Action: 'Modify',
      LogicalResourceId: 'Renamed',
      Replacement: 'True',
      PolicyAction: 'ReplaceAndDelete',
      PhysicalResourceId: 'before',
    },
    {
      Action: 'Modify',
      LogicalResourceId: 'Filter',
      Replacement: 'Conditional',
      Details: { member: [{ Target: { Name: 'LogGroupName' }, Evaluation: 'Dynamic' }] },
    },
    { Action: 'Add', LogicalResourceId: 'Added' },
    { Action: 'Remove', LogicalResourceId: 'Removed', PolicyAction: 'Delete' },
  ]);
});

test('a change set without changes fails as the CDK CLI expects, and cannot be executed', async () => {
  await client.deploy('Same', template({ Log: group({}) }));
  await client.createChangeSet('Same', template({ Log: group({}) }));
  const described = { StackName: 'Same', ChangeSetName: 'change-set' };
  expect(await client.call('DescribeChangeSet', described)).toMatchObject({
    Status: 'FAILED',
    StatusReason: expect.stringContaining("didn't contain changes"),
  });
  await expect(client.call('ExecuteChangeSet', described)).rejects.toThrow(
    'InvalidChangeSetStatus',
  );
  await client.call('DeleteChangeSet', described);
  await expect(client.call('DescribeChangeSet', described)).rejects.toThrow('ChangeSetNotFound');
});

test('IAM resources need a capability, and named ones another', async () => {
  const create = (properties: object, capability: object) =>
    client.createChangeSet(
      'Capable',
      template({ User: { Type: 'AWS::IAM::User', Properties: properties } }),
      { 'Capabilities.member.1': 'CAPABILITY_AUTO_EXPAND', ...capability },
    );
  await expect(create({}, {})).rejects.toThrow(
    'InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_IAM]',
  );
  await expect(
    create({ UserName: 'named' }, { 'Capabilities.member.2': 'CAPABILITY_IAM' }),
  ).rejects.toThrow('Requires capabilities : [CAPABILITY_NAMED_IAM]');
  await create({}, { 'Capabilities.member.2': 'CAPABILITY_IAM' });
});

test('a template that the local AWS does not understand is refused before any change', async () => {
  await expect(
    client.createChangeSet('Unknown', template({ A: { Type: 'AWS::EC2::Instance' } })),
  ).rejects.toThrow('ValidationError: The local AWS does not support the resource type');
});
