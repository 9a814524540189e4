import { ALARM_IDS } from './expected-monitoring.ts';
import { type ExpectedSetting, settings } from './expected-setting.ts';
import type { Path } from './mutant.ts';

const COMMON_ROUTES = ['PostFederationTokens', 'GetBucketsBucketKeys', 'GetConsole', 'GetGrants'];
const IAM_ROUTES = COMMON_ROUTES.map((route) => `IamApi${route}`);
const JWT_ROUTES = [...COMMON_ROUTES, 'GetCredentials'].map((route) => `JwtApi${route}`);
const FUNCTIONS = ['BrokerFunction', 'BrokerAccessKeyRotation', 'BrokerAccessKeyCleanup'];
const APIS = ['IamApi', 'JwtApi'];

const KMS_KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Where `cdk deploy` takes the functions' code to. */
const BOOTSTRAP_BUCKET = { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' };

const LOG_GROUP = {
  'Properties.RetentionInDays': 30,
  'Properties.KmsKeyId': KMS_KEY,
  UpdateReplacePolicy: 'Delete',
};

const roles = settings(
  FUNCTIONS.map((id) => `${id}Role`),
  {
    'Properties.AssumeRolePolicyDocument.Version': '2012-10-17',
    'Properties.Policies.0.PolicyDocument.Version': '2012-10-17',
  },
);

const functions = [
  ...settings(FUNCTIONS, {
    'Properties.Architectures': ['arm64'],
    'Properties.Code.S3Bucket': BOOTSTRAP_BUCKET,
    'Properties.Runtime': 'nodejs24.x',
    'Properties.Handler': 'index.handler',
    'Properties.LoggingConfig.LogFormat': 'JSON',
  }),
  ...settings(['BrokerFunction'], {
    'Properties.Timeout': 29,
    'Properties.MemorySize': 512,
    'Properties.ReservedConcurrentExecutions': 5,
  }),
  ...settings(['BrokerAccessKeyRotation', 'BrokerAccessKeyCleanup'], {
    'Properties.Timeout': 120,
    'Properties.MemorySize': 256,
  }),
  ...settings(
    FUNCTIONS.map((id) => `${id}Logs`),
    LOG_GROUP,
  ),
];

const accessKey = [
  ...settings(['BrokerAccessKeySecret'], {
    'Properties.SecretString': '{}',
    'Properties.KmsKeyId': KMS_KEY,
  }),
  ...settings(['BrokerAccessKeySecretPolicy'], {
    'Properties.BlockPublicPolicy': true,
    'Properties.ResourcePolicy.Version': '2012-10-17',
  }),
  ...settings(['BrokerAccessKeyRotationSchedule'], {
    'Properties.RotationRules.AutomaticallyAfterDays': 7,
  }),
  ...settings(['BrokerAccessKeyRotationPermission'], {
    'Properties.Action': 'lambda:InvokeFunction',
    'Properties.Principal': 'secretsmanager.amazonaws.com',
  }),
  ...settings(['BrokerAccessKeyDeletion'], {
    'Properties.ServiceTimeout': '300',
    UpdateReplacePolicy: 'Delete',
  }),
];

const LINE = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};
const IAM_LINE = { ...LINE, userArn: '$context.identity.userArn' };
const JWT_LINE = {
  ...LINE,
  subject: '$context.authorizer.claims.sub',
  authorizerError: '$context.authorizer.error',
};

const apis = [
  ...settings(APIS, { 'Properties.ProtocolType': 'HTTP' }),
  ...settings(['IamApi'], { 'Properties.Name': 'MutatedBroker-iam' }),
  ...settings(['JwtApi'], { 'Properties.Name': 'MutatedBroker-jwt' }),
  ...settings(['JwtApiAuthorizer'], {
    'Properties.AuthorizerType': 'JWT',
    'Properties.IdentitySource': ['$request.header.Authorization'],
    'Properties.JwtConfiguration.Audience': ['broker'],
  }),
  ...settings(
    APIS.map((id) => `${id}Integration`),
    { 'Properties.IntegrationType': 'AWS_PROXY', 'Properties.PayloadFormatVersion': '2.0' },
  ),
  ...settings(
    APIS.map((id) => `${id}Stage`),
    {
      'Properties.AutoDeploy': true,
      'Properties.StageName': '$default',
      'Properties.DefaultRouteSettings': { ThrottlingBurstLimit: 400, ThrottlingRateLimit: 200 },
    },
  ),
  ...settings(['IamApiStage'], { 'Properties.AccessLogSettings.Format': JSON.stringify(IAM_LINE) }),
  ...settings(['JwtApiStage'], { 'Properties.AccessLogSettings.Format': JSON.stringify(JWT_LINE) }),
  ...settings(
    APIS.map((id) => `${id}AccessLog`),
    LOG_GROUP,
  ),
  ...settings(['IamApiAccessLog'], {
    'Properties.LogGroupName': '/aws/vendedlogs/federation-broker/MutatedBroker/iam',
  }),
  ...settings(['JwtApiAccessLog'], {
    'Properties.LogGroupName': '/aws/vendedlogs/federation-broker/MutatedBroker/jwt',
  }),
];

const ROUTE_KEYS: Readonly<Record<string, string>> = {
  PostFederationTokens: 'POST /federation-tokens',
  GetBucketsBucketKeys: 'GET /buckets/{bucket}/keys',
  GetConsole: 'GET /console',
  GetGrants: 'GET /grants',
  GetCredentials: 'GET /credentials',
};

const routes = [
  ...[...IAM_ROUTES, ...JWT_ROUTES].flatMap((id) =>
    settings([id], { 'Properties.RouteKey': ROUTE_KEYS[id.replace(/^(Iam|Jwt)Api/, '')] }),
  ),
  ...settings(IAM_ROUTES, { 'Properties.AuthorizationType': 'AWS_IAM' }),
  ...settings(JWT_ROUTES, {
    'Properties.AuthorizationType': 'JWT',
    'Properties.AuthorizationScopes': ['broker/call'],
  }),
  ...settings(
    [...IAM_ROUTES, ...JWT_ROUTES].map((id) => `${id}Permission`),
    {
      'Properties.Action': 'lambda:InvokeFunction',
      'Properties.Principal': 'apigateway.amazonaws.com',
    },
  ),
];

const policies = [
  ...settings(['BrokerUserCeiling', 'IamApiCallerPolicy'], {
    'Properties.PolicyDocument.Version': '2012-10-17',
  }),
  ...settings(['IamApiCallerPolicy'], { 'Properties.ManagedPolicyName': 'MutatedBroker-Caller' }),
];

export const EXPECTED_SETTINGS: readonly ExpectedSetting[] = [
  ...roles,
  ...functions,
  ...accessKey,
  ...apis,
  ...routes,
  ...policies,
];

/** Where a reader looks for what a part is for. */
export const DESCRIBED: readonly Path[] = [
  ['Description'],
  ...[
    ...[...FUNCTIONS, ...FUNCTIONS.map((id) => `${id}Role`)],
    ...APIS.flatMap((id) => [id, `${id}Integration`, `${id}Stage`]),
    ...['BrokerUserCeiling', 'BrokerAccessKeySecret', 'IamApiCallerPolicy'],
  ].map((id) => ['Resources', id, 'Properties', 'Description']),
  ...ALARM_IDS.map((id) => ['Resources', id, 'Properties', 'AlarmDescription']),
  ...[
    'IamApiUrl',
    'CallerPolicyArn',
    'JwtApiUrl',
    'BrokerAccessKeySecretArn',
    'BrokerLogGroup',
    'RotationLogGroup',
  ].map((id) => ['Outputs', id, 'Description']),
];
