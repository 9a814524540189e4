import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { evaluate, parsePolicy, requestContext } from 'local-aws/iam';
import { ALLOW_ALL, AttackedBroker } from './attacks/attacked-broker.ts';
import { listedPermissions, policiesOfThePage } from './control-list.ts';
import { refusalOf } from './test-broker.ts';

/** The size limit in characters. Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const MAX_CHARACTERS = 5120;

const ADMINISTRATOR = 'arn:aws:iam::111122223333:role/Administrator';
const CDK_ROLE =
  'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1';
const DEPLOYER = 'arn:aws:iam::111122223333:role/Deployer';
const IDENTITY_CENTER =
  'arn:aws:iam::111122223333:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO';

/** Permissions that administrators keep, as docs/security.md says. */
const LEFT_OPEN = ['iam:AddUserToGroup', 'secretsmanager:RotateSecret'];

const [, TEXT = ''] = policiesOfThePage();

let broker: AttackedBroker;
let policyText: string;

beforeAll(async () => {
  broker = await AttackedBroker.start();
  policyText = TEXT.replaceAll('FederationBroker', 'TestBroker')
    .replaceAll('a1b2c3d4e5', broker.name('IamApi'))
    .replaceAll('f6g7h8i9j0', broker.name('JwtApi'));
});

afterAll(() => broker.close());

function isAllowed(action: string, resource: string, roleArn: string): boolean {
  const principal = {
    kind: 'assumed-role' as const,
    accountId: '111122223333',
    roleName: roleArn.split('/').at(-1) ?? '',
    sessionName: 'test',
    arn: 'arn:aws:sts::111122223333:assumed-role/any/test',
    roleArn,
    userId: 'AROA:test',
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    issuedAt: new Date(),
  };
  const request = { principal, action, resource, resourceAccount: '111122223333' };
  return evaluate({
    ...request,
    context: requestContext(request, 'us-east-1', new Date()),
    identityPolicies: [parsePolicy(ALLOW_ALL, 'identity'), parsePolicy(policyText, 'identity')],
  }).allowed;
}

/** Returns the ARN of the broker's resource to which the action applies. */
function resourceOf(permission: string): string {
  const [service, action = ''] = permission.split(':');
  switch (service) {
    case 'apigateway':
      return `arn:aws:apigateway:us-east-1::/apis/${broker.name('JwtApi')}/integrations/abc123`;
    case 'cloudformation':
      return 'arn:aws:cloudformation:us-east-1:111122223333:stack/TestBroker/0a1b2c3d';
    case 'lambda':
      return broker.attribute('BrokerFunction', 'Arn');
    case 'logs':
      return `arn:aws:logs:us-east-1:111122223333:log-group:${broker.name('BrokerFunctionLogs')}:log-stream:x`;
    case 's3':
      return `arn:aws:s3:::cdk-hnb659fds-assets-111122223333-us-east-1${action === 'PutObject' ? '/code.zip' : ''}`;
    case 'secretsmanager':
      return broker.secretArn;
    case 'sts':
      return CDK_ROLE;
    default:
      return iamResourceOf(action);
  }
}

function iamResourceOf(action: string): string {
  if (action.endsWith('PolicyVersion')) {
    return broker.name('BrokerUserCeiling');
  }
  return action.includes('Role') ? broker.role('BrokerFunctionRole').arn : broker.user.arn;
}

test('the policy has the syntax and the size of a service control policy', () => {
  expect(TEXT.length).toBeLessThanOrEqual(MAX_CHARACTERS);
  const { Version, Statement } = JSON.parse(TEXT);
  expect(Version).toBe('2012-10-17');
  for (const statement of Statement) {
    expect(Object.keys(statement)).toEqual(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);
    expect(statement).toMatchObject({ Effect: 'Deny', Sid: expect.stringMatching(/^\w+$/) });
  }
});

test('the policy denies an administrator the listed permissions, except those left open, and denies deployments none', () => {
  const permissions = listedPermissions().map(({ permission }) => permission);
  for (const permission of permissions) {
    const resource = resourceOf(permission);
    const allowed = [ADMINISTRATOR, DEPLOYER, CDK_ROLE].map((role) =>
      isAllowed(permission, resource, role),
    );
    expect([permission, ...allowed]).toEqual([
      permission,
      LEFT_OPEN.includes(permission),
      true,
      true,
    ]);
  }
});

test('the policy covers every function, log group and API of the broker', () => {
  const arnOf = (type: string, name: string) => `arn:aws:${type}:us-east-1:111122223333:${name}`;
  const functions = ['BrokerFunction', 'BrokerAccessKeyRotation', 'BrokerAccessKeyCleanup'];
  const logs = [...functions.map((id) => `${id}Logs`), 'IamApiAccessLog', 'JwtApiAccessLog'];
  const attempts = [
    ...functions.map((id) => ['lambda:UpdateFunctionCode', broker.attribute(id, 'Arn')]),
    ...logs.map((id) => ['logs:DeleteLogGroup', arnOf('logs', `log-group:${broker.name(id)}:*`)]),
    ...['IamApi', 'JwtApi'].map((id) => [
      'apigateway:PATCH',
      `arn:aws:apigateway:us-east-1::/apis/${broker.name(id)}`,
    ]),
  ];
  for (const [action = '', resource = ''] of attempts) {
    expect([action, resource, isAllowed(action, resource, ADMINISTRATOR)]).toEqual([
      action,
      resource,
      false,
    ]);
  }
});

test.each([DEPLOYER, CDK_ROLE, 'arn:aws:iam::111122223333:role/TestBroker-BrokerFunctionRole-X'])(
  'an administrator cannot become %s, which the policy exempts',
  (role) => {
    for (const action of ['CreateRole', 'UpdateAssumeRolePolicy', 'PassRole', 'PutRolePolicy']) {
      expect([action, isAllowed(`iam:${action}`, role, ADMINISTRATOR)]).toEqual([action, false]);
    }
  },
);

test.each([
  'AWSReservedSSO_Engineer_0123456789abcdef',
  'a/AWSReservedSSO_Engineer_0123456789abcdef',
])('only IAM Identity Center can create the role %s', (name) => {
  const role = `arn:aws:iam::111122223333:role/${name}`;
  const creators = [ADMINISTRATOR, DEPLOYER, IDENTITY_CENTER];
  const allowed = creators.map((creator) => isAllowed('iam:CreateRole', role, creator));
  expect(allowed).toEqual([false, false, true]);
});

test('under the policy, the broker and its rotation work, and an operator can rotate but cannot create a key', async () => {
  const { identities, secretsManager } = broker.local;
  const { arn } = identities.managedPolicies.create({ policyName: 'scp', document: policyText });
  const roles = ['BrokerFunctionRole', 'BrokerAccessKeyRotationRole'].map((id) => broker.role(id));
  for (const { policies } of [...roles, identities.users.get('operator'), broker.user]) {
    policies.attach(arn);
  }
  const client = new SecretsManagerClient(broker.as(broker.operator));
  await client.send(new RotateSecretCommand({ SecretId: broker.secretArn }));
  expect(await secretsManager.rotationSettled(broker.secretArn)).toMatchObject({ succeeded: true });
  expect(await broker.issueStatus()).toBe(200);
  const create = new IAMClient(broker.as(broker.operator)).send(
    new CreateAccessKeyCommand({ UserName: broker.name('BrokerUser') }),
  );
  expect(await refusalOf(create)).toBe('AccessDenied');
});
