import { type LocalAws, startLocalAws } from '../../../src/start.ts';
import { CloudFormationClient } from '../../fixtures/cloudformation-client.ts';

let aws: LocalAws;
let client: CloudFormationClient;

beforeAll(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
  client = new CloudFormationClient(aws);
});

afterAll(() => aws.close());

const LOG = { Type: 'AWS::Logs::LogGroup', Properties: {} };
const FAILING = { Type: 'AWS::IAM::User', DependsOn: ['Log'], Properties: { UserName: 'no name' } };
const create = (stackName: string, resources: object) =>
  client.call('CreateStack', {
    StackName: stackName,
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    TemplateBody: JSON.stringify({
      Resources: resources,
      Outputs: { Name: { Value: { Ref: 'Log' }, Description: 'of the log' } },
    }),
  });

test('a stack is created, described, listed, updated and deleted', async () => {
  const { StackId } = await create('Whole', { Log: LOG });
  expect(await client.settled('Whole')).toBe('CREATE_COMPLETE');
  const { Outputs } = await client.describe('Whole');
  expect(Outputs.member).toEqual([
    {
      OutputKey: 'Name',
      OutputValue: expect.stringMatching(/^Whole-Log-/),
      Description: 'of the log',
    },
  ]);
  const resource = { StackName: 'Whole', LogicalResourceId: 'Log' };
  const { StackResourceDetail } = await client.call('DescribeStackResource', resource);
  expect(StackResourceDetail).toMatchObject({
    PhysicalResourceId: Outputs.member[0].OutputValue,
    ResourceStatus: 'CREATE_COMPLETE',
  });
  const { TemplateBody } = await client.call('GetTemplate', { StackName: 'Whole' });
  expect(JSON.parse(TemplateBody).Resources).toEqual({ Log: LOG });
  await client.call('UpdateStack', {
    StackName: 'Whole',
    TemplateBody: JSON.stringify({ Resources: { Other: LOG } }),
  });
  expect(await client.settled('Whole')).toBe('UPDATE_COMPLETE');
  await client.call('DeleteStack', { StackName: 'Whole' });
  expect(await client.settled(StackId)).toBe('DELETE_COMPLETE');
  await expect(client.describe('Whole')).rejects.toThrow(
    'ValidationError: Stack with id Whole does not exist',
  );
});

test('a failed creation leaves nothing, and the events say which resource failed and why', async () => {
  await create('Failed', { Log: LOG, User: FAILING });
  expect(await client.settled('Failed')).toBe('ROLLBACK_COMPLETE');
  const { StackEvents } = await client.call('DescribeStackEvents', { StackName: 'Failed' });
  const events = StackEvents.member.map((event: Record<string, string>) =>
    [event.LogicalResourceId, event.ResourceStatus].join(' '),
  );
  expect(events.reverse()).toEqual([
    'Failed CREATE_IN_PROGRESS',
    'Log CREATE_IN_PROGRESS',
    'Log CREATE_COMPLETE',
    'User CREATE_IN_PROGRESS',
    'User CREATE_FAILED',
    'Failed ROLLBACK_IN_PROGRESS',
    'User DELETE_COMPLETE',
    'Log DELETE_IN_PROGRESS',
    'Log DELETE_COMPLETE',
    'Failed ROLLBACK_COMPLETE',
  ]);
  const reasons = StackEvents.member.map((event: Record<string, string>) => [
    event.LogicalResourceId,
    event.ResourceStatusReason,
  ]);
  expect(reasons).toContainEqual(['User', expect.stringContaining('userName')]);
  expect(reasons).toContainEqual(['Failed', 'The following resource(s) failed to create: [User].']);
  await expect(
    client.call('UpdateStack', { StackName: 'Failed', TemplateBody: '{"Resources":{}}' }),
  ).rejects.toThrow('is in ROLLBACK_COMPLETE state and can not be updated');
});

test('a caller needs a permission for each operation, limited to stacks by name', async () => {
  await create('Readable', { Log: LOG });
  await client.settled('Readable');
  const reader = new CloudFormationClient(aws, {
    Action: 'cloudformation:DescribeStacks',
    Resource: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Readable/*',
  });
  expect(await reader.describe('Readable')).toMatchObject({ StackName: 'Readable' });
  await expect(reader.describe('Other')).rejects.toThrow(/^AccessDenied: .*DescribeStacks/);
  await expect(reader.call('DeleteStack', { StackName: 'Readable' })).rejects.toThrow(
    /^AccessDenied: .*cloudformation:DeleteStack/,
  );
});

test('a caller must be allowed to pass the role, which must trust CloudFormation', async () => {
  const role = aws.identities.roles.create({
    roleName: 'not-for-cloudformation',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } },
      ],
    },
  });
  const parameters = { StackName: 'Passed', RoleARN: role.arn, TemplateBody: '{"Resources":{}}' };
  const other = new CloudFormationClient(aws, { Action: 'cloudformation:*', Resource: '*' });
  await expect(other.call('CreateStack', parameters)).rejects.toThrow(
    /^AccessDenied: .*iam:PassRole/,
  );
  await expect(client.call('CreateStack', parameters)).rejects.toThrow(
    'is invalid or cannot be assumed',
  );
});
