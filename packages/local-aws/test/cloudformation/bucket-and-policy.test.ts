import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';

let aws: LocalAws;

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterEach(() => aws.close());

const allow = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: { 'Fn::Sub': '${Raw.Arn}/raw/*' } }],
});

/** A bucket, and a policy that lets roles and a user do something in it. */
function deploy({
  bucket = {},
  policy = {},
}: {
  readonly bucket?: object;
  readonly policy?: object;
}): Promise<Stack> {
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
      },
    },
  };
  return withAssembly(
    {
      Resources: {
        Raw: { Type: 'AWS::S3::Bucket', Properties: bucket },
        Etl: role,
        Other: role,
        Person: { Type: 'AWS::IAM::User', Properties: {} },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'Raw',
            PolicyDocument: allow('s3:GetObject'),
            Roles: [{ Ref: 'Etl' }],
            Users: [{ Ref: 'Person' }],
            ...policy,
          },
        },
      },
      Outputs: { BucketArn: { Value: { 'Fn::GetAtt': ['Raw', 'Arn'] } } },
    },
    (folder) => aws.deploy(folder),
  );
}

const nameOf = (stack: Stack, logicalId: string): string =>
  stack.resources.get(logicalId)?.physicalId ?? '';

function policiesOf(stack: Stack) {
  const { roles, users } = aws.identities;
  return {
    Etl: roles.get(nameOf(stack, 'Etl')).policies.inlinePolicyNames,
    Other: roles.get(nameOf(stack, 'Other')).policies.inlinePolicyNames,
    Person: users.get(nameOf(stack, 'Person')).policies.inlinePolicyNames,
  };
}

test('a bucket without a name gets one that S3 accepts, and is deleted with its stack', async () => {
  const stack = await deploy({});
  const name = nameOf(stack, 'Raw');
  expect(name).toMatch(/^sample-raw-[a-z0-9]{12}$/);
  expect(stack.outputs.BucketArn).toBe(`arn:aws:s3:::${name}`);
  aws.s3.putObject(name, 'raw/a.csv', 'a');
  await expect(stack.delete()).rejects.toThrow('The bucket you tried to delete is not empty');
});

test('a bucket has the name of the template, and another name makes another bucket', async () => {
  await deploy({ bucket: { BucketName: 'amzn-s3-demo-bucket' } });
  const stack = await deploy({ bucket: { BucketName: 'amzn-s3-demo-bucket1' } });
  expect(nameOf(stack, 'Raw')).toBe('amzn-s3-demo-bucket1');
  expect(() => aws.s3.putObject('amzn-s3-demo-bucket', 'a', 'a')).toThrow('does not exist');
  await stack.delete();
  expect(() => aws.s3.putObject('amzn-s3-demo-bucket1', 'a', 'a')).toThrow('does not exist');
});

test('a policy is an inline policy of its roles and users until the template no longer names them', async () => {
  const stack = await deploy({});
  expect(policiesOf(stack)).toEqual({ Etl: ['Raw'], Other: [], Person: ['Raw'] });
  await deploy({ policy: { Roles: [{ Ref: 'Other' }], Users: [] } });
  expect(policiesOf(stack)).toEqual({ Etl: [], Other: ['Raw'], Person: [] });
  await stack.delete();
  expect(stack.status).toBe('DELETE_COMPLETE');
});

test('a policy that IAM refuses is given to nobody', async () => {
  const malformed = { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Maybe' }] } };
  await expect(deploy({ policy: malformed })).rejects.toThrow('Policy');
});

test('a change of a policy’s name is not supported', async () => {
  await deploy({});
  await expect(deploy({ policy: { PolicyName: 'Another' } })).rejects.toThrow(
    'does not support a change of PolicyName',
  );
});
