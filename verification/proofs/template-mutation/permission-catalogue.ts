/** Who holds policies, or is named by some. */
export type Holder =
  | 'broker function'
  | 'rotation function'
  | 'cleanup function'
  | 'broker user'
  | 'broker user with more policies'
  | 'caller'
  | 'administrator'
  | 'administrator of another account';

export interface Request {
  readonly action: string;
  /** In the notation of Fn::Sub. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Whose the resource is, where not the stack's account; its own policy then allows everybody everything. */
  readonly account?: string;
  /** Whom IAM lets do it, of those that are not administrators; all others it must refuse. */
  readonly allowed: readonly Holder[];
  /** Refused, where it is, by a condition alone. */
  readonly byCondition?: boolean;
}

const USER: readonly Holder[] = ['broker user', 'broker user with more policies'];
const NOBODY: readonly Holder[] = [];
const FOREIGN = '999988887777';

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';
const TOKEN = 'arn:aws:sts::111122223333:federated-user/alice';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
const OTHER_KEY = 'arn:aws:kms:us-east-1:111122223333:key/99999999-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
const SECRET_KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ANOTHER_USER = 'arn:aws:iam::111122223333:user/another';
const SECRET = '${BrokerAccessKeySecret}';
const ANOTHER_SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:another-a1b2c3';
const API = 'arn:aws:execute-api:us-east-1:111122223333';

const current = { 'secretsmanager:VersionStage': 'AWSCURRENT' };
const viaS3 = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
const viaSecretsManager = { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' };

const sts: readonly Request[] = [
  { action: 'sts:GetFederationToken', resource: TOKEN, allowed: USER },
  {
    action: 'sts:GetFederationToken',
    resource: `arn:aws:sts::${FOREIGN}:federated-user/alice`,
    allowed: NOBODY,
  },
  { action: 'sts:GetFederationToken', resource: ANOTHER_USER, allowed: NOBODY },
  ...tagging(['person'], USER),
  ...tagging(['person', 'team'], NOBODY),
  ...tagging(['team'], NOBODY),
  ...tagging([], NOBODY),
  {
    action: 'sts:GetServiceBearerToken',
    resource: '*',
    context: { 'aws:TagKeys': ['person'] },
    allowed: NOBODY,
  },
  { action: 'sts:SetSourceIdentity', resource: TOKEN, allowed: NOBODY },
  { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/Admin', allowed: NOBODY },
];

function tagging(keys: readonly string[], allowed: readonly Holder[]): readonly Request[] {
  const context = { 'aws:TagKeys': keys };
  return [{ action: 'sts:TagSession', resource: '*', context, allowed, byCondition: true }];
}

const list = (prefix: string, allowed: readonly Holder[]): Request => ({
  action: 's3:ListBucket',
  resource: BUCKET,
  context: { 's3:prefix': prefix },
  allowed,
  byCondition: true,
});

const listings: readonly Request[] = [
  ...['listings/', 'team-a/', 'builds/', 'builds/2026/', 'encrypted/', 'home/alice/'].map(
    (prefix) => list(prefix, USER),
  ),
  ...['', 'listing', 'team-ab/', 'other/', 'home/'].map((prefix) => list(prefix, NOBODY)),
  { action: 's3:ListBucket', resource: BUCKET, allowed: NOBODY, byCondition: true },
  { ...list('listings/', NOBODY), account: FOREIGN },
  { ...list('listings/', NOBODY), resource: 'arn:aws:s3:::another-bucket', byCondition: false },
  { ...list('listings/', NOBODY), action: 's3:ListBucketVersions', byCondition: false },
  { action: 's3:PutBucketPolicy', resource: BUCKET, allowed: NOBODY },
];

const READ = ['s3:GetObject'];
const WRITE = ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];

const onObject = (
  actions: readonly string[],
  objectKey: string,
  allowed: readonly Holder[],
): readonly Request[] =>
  actions.map((action) => ({ action, resource: `${BUCKET}/${objectKey}`, allowed }));

const readWrite = ['builds/x', 'encrypted/x', 'home/alice/x'];
const objects: readonly Request[] = [
  ...readWrite.flatMap((objectKey) => onObject([...READ, ...WRITE], objectKey, USER)),
  ...onObject(READ, 'team-a/x', USER),
  ...onObject(WRITE, 'team-a/x', NOBODY),
  ...['listings/x', 'team-ab/x', 'home/x', 'x'].flatMap((objectKey) =>
    onObject([...READ, ...WRITE], objectKey, NOBODY),
  ),
  ...['team-a/x', 'builds/x'].flatMap((objectKey) =>
    onObject(['s3:GetObjectAcl', 's3:PutObjectAcl'], objectKey, NOBODY),
  ),
  ...['team-a/x', 'builds/x'].map((objectKey) => ({
    action: 's3:GetObject',
    resource: `${BUCKET}/${objectKey}`,
    account: FOREIGN,
    allowed: NOBODY,
    byCondition: true,
  })),
  { action: 's3:GetObject', resource: 'arn:aws:s3:::another-bucket/builds/x', allowed: NOBODY },
];

const kms: readonly Request[] = [
  ...['kms:Decrypt', 'kms:GenerateDataKey'].flatMap((action): readonly Request[] => [
    { action, resource: KEY, context: viaS3, allowed: USER },
    { action, resource: KEY, allowed: NOBODY, byCondition: true },
    {
      action,
      resource: KEY,
      context: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' },
      allowed: NOBODY,
      byCondition: true,
    },
    { action, resource: OTHER_KEY, context: viaS3, allowed: NOBODY },
  ]),
  { action: 'kms:CreateGrant', resource: KEY, context: viaS3, allowed: NOBODY },
];

const ROTATION: readonly Holder[] = ['rotation function'];
const READERS: readonly Holder[] = ['broker function', 'rotation function'];

const withSecretKey = (action: string, allowed: readonly Holder[]): readonly Request[] => [
  { action, resource: SECRET_KEY, context: viaSecretsManager, allowed },
  { action, resource: SECRET_KEY, allowed: NOBODY, byCondition: true },
  { action, resource: SECRET_KEY, context: viaS3, allowed: NOBODY, byCondition: true },
  { action, resource: OTHER_KEY, context: viaSecretsManager, allowed: NOBODY },
];

const secretKey: readonly Request[] = [
  ...withSecretKey('kms:Decrypt', READERS),
  ...withSecretKey('kms:GenerateDataKey', ROTATION),
  ...withSecretKey('kms:CreateGrant', NOBODY),
];

const onSecret = (action: string, allowed: readonly Holder[]): Request => ({
  action: `secretsmanager:${action}`,
  resource: SECRET,
  allowed,
});

const secrets: readonly Request[] = [
  { ...onSecret('GetSecretValue', READERS), context: current },
  ...['VersionStage AWSPREVIOUS', 'VersionStage AWSPENDING', 'VersionId a1b2c3d4'].map(
    (version) => {
      const [key, value = ''] = version.split(' ');
      const context = { [`secretsmanager:${key}`]: value };
      return { ...onSecret('GetSecretValue', ROTATION), context, byCondition: true };
    },
  ),
  onSecret('BatchGetSecretValue', NOBODY),
  ...['PutSecretValue', 'DescribeSecret'].map((action) => onSecret(action, ROTATION)),
  // It carries the stage too, so that a condition on the stage does not refuse it.
  // Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
  { ...onSecret('UpdateSecretVersionStage', ROTATION), context: current },
  ...['UpdateSecret', 'DeleteSecret', 'PutResourcePolicy', 'RotateSecret'].map((action) =>
    onSecret(action, NOBODY),
  ),
  ...['GetSecretValue', 'PutSecretValue'].map((action) => ({
    ...onSecret(action, NOBODY),
    resource: ANOTHER_SECRET,
    context: current,
  })),
];

const accessKeys: readonly Request[] = [
  { action: 'iam:CreateAccessKey', resource: '${BrokerUser.Arn}', allowed: ROTATION },
  ...['iam:ListAccessKeys', 'iam:DeleteAccessKey'].map((action) => ({
    action,
    resource: '${BrokerUser.Arn}',
    allowed: ['rotation function', 'cleanup function'] as const,
  })),
  ...['iam:UpdateAccessKey', 'iam:PutUserPolicy', 'iam:DeleteUserPermissionsBoundary'].map(
    (action) => ({ action, resource: '${BrokerUser.Arn}', allowed: NOBODY }),
  ),
  ...['iam:CreateAccessKey', 'iam:ListAccessKeys', 'iam:DeleteAccessKey'].map((action) => ({
    action,
    resource: ANOTHER_USER,
    allowed: NOBODY,
  })),
];

const LOG_GROUPS: readonly (readonly [group: string, writers: readonly Holder[]])[] = [
  ['BrokerFunctionLogs', ['broker function']],
  ['BrokerAccessKeyRotationLogs', ['rotation function']],
  ['BrokerAccessKeyCleanupLogs', ['cleanup function']],
  ['IamApiAccessLog', NOBODY],
  ['JwtApiAccessLog', NOBODY],
];

const logs: readonly Request[] = LOG_GROUPS.flatMap(([group, writers]) => {
  const resource = `arn:aws:logs:us-east-1:111122223333:log-group:\${${group}}:log-stream:stream`;
  return [
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
      action,
      resource,
      allowed: writers,
    })),
    ...['logs:GetLogEvents', 'logs:DeleteLogStream'].map((action) => ({
      action,
      resource,
      allowed: NOBODY,
    })),
  ];
});

const invocation = (resource: string, allowed: readonly Holder[]): Request => ({
  action: 'execute-api:Invoke',
  resource,
  allowed,
});

const CALLER: readonly Holder[] = ['caller'];
const IAM_ROUTES = [
  'POST/federation-tokens',
  'GET/buckets/amzn-s3-demo-bucket/keys',
  'GET/console',
  'GET/grants',
];

const apis: readonly Request[] = [
  ...IAM_ROUTES.flatMap((route) => [
    invocation(`${API}:\${IamApi}/$default/${route}`, CALLER),
    invocation(`${API}:\${JwtApi}/$default/${route}`, NOBODY),
    invocation(`${API}:another/$default/${route}`, NOBODY),
    invocation(`${API}:\${IamApi}/$default/${route}-more`, NOBODY),
    invocation(`arn:aws:execute-api:eu-west-1:111122223333:\${IamApi}/$default/${route}`, NOBODY),
    invocation(`arn:aws:execute-api:us-east-1:${FOREIGN}:\${IamApi}/$default/${route}`, NOBODY),
    {
      ...invocation(`${API}:\${IamApi}/$default/${route}`, NOBODY),
      action: 'execute-api:InvalidateCache',
    },
  ]),
  invocation(`${API}:\${IamApi}/$default/GET/another`, NOBODY),
  invocation(`${API}:\${IamApi}/$default/POST/another`, NOBODY),
  invocation(`${API}:\${IamApi}/$default/GET/buckets/amzn-s3-demo-bucket/another`, NOBODY),
];

const others: readonly Request[] = [
  { action: 'lambda:InvokeFunction', resource: '${BrokerFunction.Arn}', allowed: NOBODY },
  { action: 'lambda:UpdateFunctionCode', resource: '${BrokerFunction.Arn}', allowed: NOBODY },
  {
    action: 'dynamodb:Scan',
    resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/any',
    allowed: NOBODY,
  },
];

/** What the stack's parts must be able to do, and what none of them may ever do: written by hand, from the design. */
export const REQUESTS: readonly Request[] = [
  ...sts,
  ...listings,
  ...objects,
  ...kms,
  ...secretKey,
  ...secrets,
  ...accessKeys,
  ...logs,
  ...apis,
  ...others,
];

/** What the secret's own policy keeps even from somebody who may do everything. */
export const REFUSED_TO_ADMINISTRATORS: ReadonlySet<string> = new Set([
  'secretsmanager:GetSecretValue',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:PutSecretValue',
]);
