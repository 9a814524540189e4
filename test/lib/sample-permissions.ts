import { readable } from './readable-template.ts';
import { FUNCTION_ROLES, roleProperties } from './role-statements.ts';
import { LIST_ACTIONS, READ_ACTIONS, WRITE_ACTIONS } from './s3-actions.ts';

/** The types that neither give nor limit a permission. A resource of any other type counts as a permission. */
const WITHOUT_PERMISSIONS: ReadonlySet<unknown> = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::SecretsManager::Secret',
  'Custom::AccessKeys',
]);

const SECRET_KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const OBJECTS_KEY = 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';

const BUCKET = 'arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket';
const IN_THIS_ACCOUNT = { StringEquals: { 'aws:ResourceAccount': '${AWS::AccountId}' } };

const COMMON_ROUTES = {
  PostFederationTokens: 'POST /federation-tokens',
  GetBucketsBucketKeys: 'GET /buckets/{bucket}/keys',
  GetConsole: 'GET /console',
  GetGrants: 'GET /grants',
};

const PORTAL_ROUTES = {
  Get: 'GET /',
  GetPortalConfigJson: 'GET /portal/config.json',
  GetPortalFile: 'GET /portal/{file}',
};

const ceiling = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:GetFederationToken',
      Resource: 'arn:${AWS::Partition}:sts::${AWS::AccountId}:federated-user/*',
    },
    {
      Effect: 'Allow',
      Action: 'sts:TagSession',
      Resource: '*',
      Condition: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['person'] },
        Null: { 'aws:TagKeys': 'false' },
      },
    },
    {
      Effect: 'Allow',
      Action: 's3:GetBucketLocation',
      Resource: [`${BUCKET}-eu`, `${BUCKET}2`],
      Condition: IN_THIS_ACCOUNT,
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: [`${BUCKET}-eu`],
      Condition: { ...IN_THIS_ACCOUNT, StringLike: { 's3:prefix': ['team-a/*'] } },
    },
    { Effect: 'Allow', Action: LIST_ACTIONS, Resource: [BUCKET], Condition: IN_THIS_ACCOUNT },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: [`${BUCKET}2`],
      Condition: { ...IN_THIS_ACCOUNT, StringLike: { 's3:prefix': ['releases/*'] } },
    },
    {
      Effect: 'Allow',
      Action: READ_ACTIONS,
      Resource: [
        `${BUCKET}/team-a/*`,
        `${BUCKET}/reports/*`,
        `${BUCKET}/releases/*`,
        `${BUCKET}-eu/team-a/*`,
      ],
      Condition: IN_THIS_ACCOUNT,
    },
    {
      Effect: 'Allow',
      Action: [...READ_ACTIONS, ...WRITE_ACTIONS],
      Resource: [
        `${BUCKET}/builds/*`,
        `${BUCKET}/engineers/*/*`,
        `${BUCKET}2/releases/*`,
        `${BUCKET}/home/*/*`,
      ],
      Condition: IN_THIS_ACCOUNT,
    },
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: [OBJECTS_KEY],
      Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
    },
    {
      Effect: 'Deny',
      Action: 's3:PutObject',
      Resource: '*',
      Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
    },
  ],
};

const secretPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OnlyBrokerAndRotationRead',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
      Resource: '*',
      Condition: {
        ArnNotEquals: {
          'aws:PrincipalArn': ['${BrokerFunctionRole.Arn}', '${BrokerAccessKeyRotationRole.Arn}'],
        },
      },
    },
    {
      Sid: 'OnlyRotationWrites',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'secretsmanager:PutSecretValue',
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': '${BrokerAccessKeyRotationRole.Arn}' } },
    },
  ],
};

const callerPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'CallTheBroker',
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: ['POST/federation-tokens', 'GET/buckets/*/keys', 'GET/console', 'GET/grants'].map(
        (route) => routeArn('IamApi', route),
      ),
    },
  ],
};

/** Everything in the sample stack that gives or limits a permission: exact, by logical id. */
export const SAMPLE_PERMISSIONS: Readonly<Record<string, unknown>> = {
  BrokerUserCeiling: { PolicyDocument: ceiling },
  BrokerUser: {
    ManagedPolicyArns: ['${BrokerUserCeiling}'],
    PermissionsBoundary: '${BrokerUserCeiling}',
  },
  ...Object.fromEntries(FUNCTION_ROLES.map((role) => [role, roleProperties(role, SECRET_KEY)])),
  PortalFunctionRole: roleProperties('PortalFunctionRole'),
  BrokerAccessKeySecretPolicy: {
    SecretId: '${BrokerAccessKeySecret}',
    BlockPublicPolicy: true,
    ResourcePolicy: secretPolicy,
  },
  BrokerAccessKeyRotationPermission: {
    Action: 'lambda:InvokeFunction',
    FunctionName: '${BrokerAccessKeyRotation.Arn}',
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: '${AWS::AccountId}',
  },
  IamApiCallerPolicy: {
    ManagedPolicyName: 'FederationBroker-Caller',
    PolicyDocument: callerPolicy,
  },
  ...routes('IamApi', COMMON_ROUTES, { AuthorizationType: 'AWS_IAM' }),
  ...routes('JwtApi', PORTAL_ROUTES, { AuthorizationType: 'NONE' }, 'Portal', 'PortalFunction'),
  ...jwtApi('JwtApi', 'https://id.example.com', {
    AuthorizationScopes: ['federation-broker/call'],
  }),
  ...jwtApi('JwtApiGithub', 'https://token.actions.githubusercontent.com'),
};

/** Returns all parts of a template that give or limit a permission. */
export function permissionsIn(template: {
  readonly Resources: Readonly<Record<string, unknown>>;
}): Readonly<Record<string, unknown>> {
  const resources = Object.entries(template.Resources) as [string, Record<string, object>][];
  return Object.fromEntries(
    resources
      .filter(([, { Type }]) => !WITHOUT_PERMISSIONS.has(Type))
      .map(([id, { Properties }]) => {
        const { Description, ...exact } = readable(Properties ?? {}) as Record<string, unknown>;
        return [id, exact];
      }),
  );
}

function jwtApi(
  api: string,
  issuer: string,
  scopes: object = {},
): Readonly<Record<string, unknown>> {
  return {
    [`${api}Authorizer`]: {
      ApiId: `\${${api}}`,
      Name: 'OpenIdConnect',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuer, Audience: ['federation-broker'] },
    },
    ...routes(
      api,
      { ...COMMON_ROUTES, GetCredentials: 'GET /credentials' },
      { AuthorizationType: 'JWT', AuthorizerId: `\${${api}Authorizer}`, ...scopes },
    ),
  };
}

/**
 * Each route, and the permission by which API Gateway invokes the function for it.
 *
 * @param parts begins the logical ids of the routes and their integration
 */
function routes(
  api: string,
  keys: Readonly<Record<string, string>>,
  authorization: object,
  parts = api,
  lambda = 'BrokerFunction',
): Readonly<Record<string, unknown>> {
  const integration = { ApiId: `\${${api}}`, Target: `integrations/\${${parts}Integration}` };
  return Object.fromEntries(
    Object.entries(keys).flatMap(([id, key]) => [
      [`${parts}${id}`, { ...integration, ...authorization, RouteKey: key }],
      [
        `${parts}${id}Permission`,
        {
          Action: 'lambda:InvokeFunction',
          FunctionName: `\${${lambda}.Arn}`,
          Principal: 'apigateway.amazonaws.com',
          SourceArn: routeArn(api, key.replace(' ', '')),
        },
      ],
    ]),
  );
}

function routeArn(api: string, route: string): string {
  return `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/$default/${route}`;
}
