import { type LocalAws, startLocalAws } from '../../../src/start.ts';
import { CloudFormationClient } from '../../fixtures/cloudformation-client.ts';

let aws: LocalAws;
let client: CloudFormationClient;

const RESOURCES = {
  User: { Type: 'AWS::IAM::User', Properties: { UserName: 'watched' } },
  Log: { Type: 'AWS::Logs::LogGroup' },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
  Closed: {
    Type: 'AWS::SecretsManager::ResourcePolicy',
    Properties: {
      SecretId: { Ref: 'Secret' },
      ResourcePolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'secretsmanager:GetSecretValue',
            Resource: '*',
          },
        ],
      },
    },
  },
};

beforeAll(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
  client = new CloudFormationClient(aws);
  expect(await client.deploy('Watched', { Resources: RESOURCES })).toBe('CREATE_COMPLETE');
});

afterAll(() => aws.close());

const detect = async (logicalId: string, as = client) =>
  (
    await as.call('DetectStackResourceDrift', {
      StackName: 'Watched',
      LogicalResourceId: logicalId,
    })
  ).StackResourceDrift;

test('a policy that a person puts on a user is drift until it is deleted', async () => {
  const { policies } = aws.identities.users.get('watched');
  expect(await detect('User')).toMatchObject({ StackResourceDriftStatus: 'IN_SYNC' });
  policies.putInline('ByHand', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
  });
  expect(await detect('User')).toMatchObject({
    StackResourceDriftStatus: 'MODIFIED',
    PropertyDifferences: { member: [{ PropertyPath: '/Policies', ActualValue: '["ByHand"]' }] },
  });
  policies.deleteInline('ByHand');
  expect(await detect('User')).toMatchObject({ StackResourceDriftStatus: 'IN_SYNC' });
});

test('a secret whose policy denies reading it hides its drift', async () => {
  await expect(detect('Secret')).rejects.toThrow(
    /secretsmanager:GetSecretValue.*explicit deny in a resource-based policy/,
  );
});

test('the caller needs the permissions of the read handler', async () => {
  const other = new CloudFormationClient(aws, { Action: 'cloudformation:*', Resource: '*' });
  await expect(detect('User', other)).rejects.toThrow(/^AccessDenied: .*iam:GetUser/);
});

test('an unknown resource, and a type without a reader, are refused', async () => {
  await expect(detect('Nothing')).rejects.toThrow('Resource Nothing does not exist');
  await expect(detect('Log')).rejects.toThrow('does not detect the drift');
});
