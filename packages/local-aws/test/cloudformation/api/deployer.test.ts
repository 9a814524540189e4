import { type LocalAws, startLocalAws } from '../../../src/start.ts';
import { withAssembly } from '../../fixtures/assembly.ts';
import { CloudFormationClient } from '../../fixtures/cloudformation-client.ts';
import { zipOf } from '../../fixtures/zip.ts';

let aws: LocalAws;
let client: CloudFormationClient;
let keyArn: string;
let role: ReturnType<LocalAws['identities']['roles']['create']>;

beforeAll(async () => {
  aws = await startLocalAws({ onWarning: () => undefined, functionHandler: async () => null });
  client = new CloudFormationClient(aws);
  keyArn = aws.kms.createKey().arn;
  aws.s3.createBucket('code');
  aws.s3.putObject('code', 'code.zip', zipOf('index.js', 'exports.handler = async () => 1', 0));
  role = aws.identities.roles.create({
    roleName: 'deployer',
    assumeRolePolicyDocument: trust('cloudformation.amazonaws.com'),
  });
});

afterAll(() => aws.close());

function trust(service: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  };
}

const allow = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
});

/** Lets the role do everything but these actions. */
function denyDeployer(...actions: readonly string[]): void {
  const denied = actions.map((action) => ({ Effect: 'Deny', Action: action, Resource: '*' }));
  role.policies.putInline('Policy', {
    Version: '2012-10-17',
    Statement: [...allow('*').Statement, ...denied],
  });
}

const template = (description = 'first') => ({
  Resources: {
    Policy: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: allow('s3:GetObject'), Description: 'fixed' },
    },
    User: {
      Type: 'AWS::IAM::User',
      Properties: {
        ManagedPolicyArns: [{ Ref: 'Policy' }],
        PermissionsBoundary: { Ref: 'Policy' },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Description: description,
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        Policies: [{ PolicyName: 'Own', PolicyDocument: allow(`s3:${description}`) }],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'code', S3Key: 'code.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        ReservedConcurrentExecutions: 1,
        Description: description,
      },
    },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 1 } },
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Description: 'fixed',
        KmsKeyId: keyArn,
        Tags: [{ Key: 'team', Value: 'a' }],
      },
    },
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'Api', ProtocolType: 'HTTP', Tags: { team: 'a' } },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: { Ref: 'Api' },
        StageName: '$default',
        AutoDeploy: true,
        AccessLogSettings: {
          DestinationArn: { 'Fn::GetAtt': ['Log', 'Arn'] },
          Format: '{"id":"$context.requestId"}',
        },
      },
    },
  },
});

const deploy = (stackName: string, ...change: Parameters<typeof template>) =>
  client.deploy(stackName, template(...change), { RoleARN: role.arn });

async function reasonsOf(stackName: string): Promise<string> {
  const { StackEvents } = await client.call('DescribeStackEvents', { StackName: stackName });
  return StackEvents.member
    .map((event: Record<string, string>) => event.ResourceStatusReason)
    .join('\n');
}

test.each([
  'iam:CreatePolicy',
  'iam:CreateUser',
  'iam:AttachUserPolicy',
  'iam:CreateRole',
  'iam:PutRolePolicy',
  'iam:PassRole',
  'lambda:CreateFunction',
  'lambda:PutFunctionConcurrency',
  's3:GetObject',
  'logs:CreateLogGroup',
  'logs:PutRetentionPolicy',
  'logs:CreateLogDelivery',
  'secretsmanager:CreateSecret',
  'secretsmanager:TagResource',
  'kms:GenerateDataKey',
  'apigateway:POST',
  'apigateway:PUT',
])('without %s, a creation is rolled back', async (action) => {
  denyDeployer(action);
  const stackName = `Denied-${action.replace(':', '-')}`;
  expect(await deploy(stackName)).toBe('ROLLBACK_COMPLETE');
  expect(await reasonsOf(stackName)).toContain(
    `deployer/AWSCloudFormation is not authorized to perform: ${action}`,
  );
});

test('without the permission to update, an update is rolled back', async () => {
  denyDeployer();
  expect(await deploy('Updated')).toBe('CREATE_COMPLETE');
  for (const action of ['iam:UpdateRole', 'lambda:UpdateFunctionConfiguration']) {
    denyDeployer(action);
    expect(await deploy('Updated', 'second')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await reasonsOf('Updated')).toContain(action);
  }
  denyDeployer();
  expect(await deploy('Updated', 'second')).toBe('UPDATE_COMPLETE');
});

test('the stack keeps its role, whose permissions a deletion needs', async () => {
  denyDeployer();
  await deploy('Deleted');
  denyDeployer('iam:DeleteUser');
  await client.call('DeleteStack', { StackName: 'Deleted' });
  expect(await client.settled('Deleted')).toBe('DELETE_FAILED');
  expect(await reasonsOf('Deleted')).toContain('iam:DeleteUser');
  denyDeployer();
  const { StackId } = await client.describe('Deleted');
  await client.call('DeleteStack', { StackName: 'Deleted' });
  expect(await client.settled(StackId)).toBe('DELETE_COMPLETE');
});

test('a secret whose policy denies reading it cannot be updated', async () => {
  denyDeployer();
  const resources = (description: string) => ({
    Resources: {
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Description: description } },
      Policy: {
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
    },
  });
  const parameters = { RoleARN: role.arn };
  expect(await client.deploy('Closed', resources('first'), parameters)).toBe('CREATE_COMPLETE');
  expect(await client.deploy('Closed', resources('second'), parameters)).toBe(
    'UPDATE_ROLLBACK_COMPLETE',
  );
  expect(await reasonsOf('Closed')).toContain('with an explicit deny in a resource-based policy');
});

test('a deployment in this process needs the permissions of its role, also to read the code from the bucket', async () => {
  const needed = new Set<string>();
  const deployer = aws.deployerWith(role.arn, ({ action }) => needed.add(action));
  denyDeployer('s3:GetObject');
  const worker = {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') },
      },
      Worker: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'assets', S3Key: 'worker.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
    },
  };
  await withAssembly(
    worker,
    async (folder) => {
      await expect(aws.deploy(folder, deployer)).rejects.toThrow(
        'is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::assets/worker.zip"',
      );
      denyDeployer();
      const stack = await aws.deploy(folder, deployer);
      await stack.delete(deployer);
    },
    ['worker'],
  );
  expect(needed).toContain('lambda:DeleteFunction');
});
