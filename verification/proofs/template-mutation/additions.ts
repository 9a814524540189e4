import type { JsonObject } from './json-object.ts';

type ByName = Readonly<Record<string, JsonObject>>;

const ALLOW_ON_ALL = { Effect: 'Allow', Resource: '*' };
const ALLOW_ALL = { ...ALLOW_ON_ALL, Action: '*' };

const ACTIONS = [
  ...['*', 's3:*', 'secretsmanager:*', 'lambda:*', 'logs:*', 'iam:CreateAccessKey'],
  ...['iam:PassRole', 'sts:AssumeRole', 'sts:GetFederationToken'],
];

/** Statements to add, by the property that holds the policy document. */
export const ADDED_STATEMENTS: Readonly<Record<string, ByName>> = {
  PolicyDocument: {
    ...Object.fromEntries(
      ACTIONS.map((Action) => [`allows ${Action}`, { ...ALLOW_ON_ALL, Action }]),
    ),
    'allows all but IAM': { ...ALLOW_ON_ALL, NotAction: 'iam:*' },
    'allows another action': allow('s3:GetBucketPolicy', 's3:::amzn-s3-demo-bucket'),
    'allows another prefix': allow('s3:GetObject', 's3:::amzn-s3-demo-bucket/team-b/*'),
    'allows another bucket': allow('s3:GetObject', 's3:::amzn-s3-demo-bucket1/*'),
    'allows old versions': allow('s3:GetObjectVersion', 's3:::amzn-s3-demo-bucket/team-a/x'),
    'allows another key': allow('kms:Decrypt', 'kms:us-east-1:111122223333:key/another'),
    'allows another service': allow('sqs:SendMessage', 'sqs:us-east-1:111122223333:queue'),
    'allows all but a bucket': {
      Effect: 'Allow',
      Action: 's3:GetObject',
      NotResource: 'arn:aws:s3:::amzn-s3-demo-bucket/*',
    },
  },
  AssumeRolePolicyDocument: {
    'trusts everybody': trust({ AWS: '*' }),
    'trusts the account': trust({ AWS: '111122223333' }),
    'trusts another account': trust({ AWS: '999988887777' }),
    'trusts another service': trust({ Service: 'ec2.amazonaws.com' }),
    'trusts Lambda with tags': trust({ Service: 'lambda.amazonaws.com' }, 'sts:TagSession'),
  },
  ResourcePolicy: {
    'allows everybody': { ...ALLOW_ALL, Principal: { AWS: '*' } },
    'allows another account': {
      ...ALLOW_ON_ALL,
      Action: 'secretsmanager:DescribeSecret',
      Principal: { AWS: '999988887777' },
    },
    'allows a role': {
      ...ALLOW_ON_ALL,
      Action: 'secretsmanager:DeleteSecret',
      Principal: { AWS: { 'Fn::GetAtt': ['BrokerFunctionRole', 'Arn'] } },
    },
  },
};

const MORE_POLICIES = { Policies: [{ PolicyName: 'More', PolicyDocument: document(ALLOW_ALL) }] };
const CORS = { IamApi: having({ CorsConfiguration: { AllowOrigins: ['*'] } }) };
const FUNCTION = { 'Fn::GetAtt': ['BrokerFunction', 'Arn'] };
const USER = { Ref: 'BrokerUser' };

/** Resources, and parts of resources, to merge into the template. */
export const ADDED_PERMISSIONS: ByName = {
  'CORS, and s3:* on everything': {
    ...CORS,
    BrokerUserCeiling: having({
      PolicyDocument: { Statement: [{ ...ALLOW_ON_ALL, Action: 's3:*' }] },
    }),
  },
  'SnapStart, and a role that allows everything': {
    BrokerFunction: having({ SnapStart: { ApplyOn: 'None' } }),
    BrokerFunctionRole: having(MORE_POLICIES),
  },
  'an inline policy of the user': { BrokerUser: having(MORE_POLICIES) },
  'a group of the user': { BrokerUser: having({ Groups: ['Administrators'] }) },
  'a group that takes the user in': {
    Group: { Type: 'AWS::IAM::Group', ...having(MORE_POLICIES) },
    Members: {
      Type: 'AWS::IAM::UserToGroupAddition',
      ...having({ GroupName: { Ref: 'Group' }, Users: [USER] }),
    },
  },
  'a password of the user': { BrokerUser: having({ LoginProfile: { Password: 'example' } }) },
  'a tag of the user': { BrokerUser: having({ Tags: [{ Key: 'team', Value: 'a' }] }) },
  'an access key of the user': {
    Key: { Type: 'AWS::IAM::AccessKey', ...having({ UserName: USER }) },
  },
  'the ceiling, which attaches itself to a role': {
    BrokerUserCeiling: having({ Roles: [{ Ref: 'BrokerFunctionRole' }] }),
  },
  'the ceiling attached to a role': {
    BrokerFunctionRole: having({ ManagedPolicyArns: [{ Ref: 'BrokerUserCeiling' }] }),
  },
  "AWS's policy for administrators": {
    BrokerFunctionRole: having({
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    }),
  },
  'another role': {
    Another: {
      Type: 'AWS::IAM::Role',
      ...having({
        AssumeRolePolicyDocument: document(trust({ AWS: '999988887777' })),
        ...MORE_POLICIES,
      }),
    },
  },
  'a function URL': {
    Url: { Type: 'AWS::Lambda::Url', ...having({ AuthType: 'NONE', TargetFunctionArn: FUNCTION }) },
  },
  'a permission for everybody': { Permission: permissionFor('*') },
  'a permission for another account': { Permission: permissionFor('999988887777') },
  'a permission for another service': { Permission: permissionFor('s3.amazonaws.com') },
  'another route': {
    Another: {
      Type: 'AWS::ApiGatewayV2::Route',
      ...having({
        ApiId: { Ref: 'IamApi' },
        RouteKey: 'GET /another',
        AuthorizationType: 'AWS_IAM',
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'IamApiIntegration' }]] },
      }),
    },
    Permission: permissionFor('apigateway.amazonaws.com'),
  },
  'another issuer of a route': {
    Another: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      ...having({
        ApiId: { Ref: 'JwtApi' },
        Name: 'Another',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: {
          Issuer: 'https://another.example.com',
          Audience: ['federation-broker'],
        },
      }),
    },
    JwtApiGetGrants: having({ AuthorizerId: { Ref: 'Another' } }),
  },
};

/** Additions that change settings and give no permission. */
export const ADDED_SETTINGS: ByName = {
  CORS,
  'CORS without members': { JwtApi: having({ CorsConfiguration: {} }) },
  'alarms without actions': { AlarmsRotationFailed: having({ ActionsEnabled: false }) },
  'a secret that is retained': { BrokerAccessKeySecret: { DeletionPolicy: 'Retain' } },
  'a user that is retained': { BrokerUser: { DeletionPolicy: 'Retain' } },
  'a role that is retained': { BrokerFunctionRole: { UpdateReplacePolicy: 'Retain' } },
  'a layer': {
    BrokerFunction: having({ Layers: ['arn:aws:lambda:us-east-1:999988887777:layer:a:1'] }),
  },
  'an option for Node.js': {
    BrokerFunction: having({ Environment: { Variables: { NODE_OPTIONS: '--inspect' } } }),
  },
  'an API key for a route': { IamApiGetGrants: having({ ApiKeyRequired: true }) },
  'another log': { Another: { Type: 'AWS::Logs::LogGroup' } },
  'a bucket': { Another: { Type: 'AWS::S3::Bucket' } },
  'a condition': { BrokerAccessKeySecretPolicy: { Condition: 'Never' } },
};

function allow(action: string, resourceName: string): JsonObject {
  return { Effect: 'Allow', Action: action, Resource: `arn:aws:${resourceName}` };
}

function trust(principal: object, action = 'sts:AssumeRole'): JsonObject {
  return { Effect: 'Allow', Action: action, Principal: principal };
}

function document(statement: JsonObject): JsonObject {
  return { Version: '2012-10-17', Statement: [statement] };
}

function having(properties: JsonObject): JsonObject {
  return { Properties: properties };
}

function permissionFor(principal: string): JsonObject {
  const properties = { Action: 'lambda:InvokeFunction', FunctionName: FUNCTION };
  return {
    Type: 'AWS::Lambda::Permission',
    ...having({ ...properties, Principal: principal }),
  };
}
