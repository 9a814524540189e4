import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListEntitiesForPolicyCommand,
  ListUsersCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import type { Endpoint } from '../../src/endpoint.ts';
import { TrustCore } from '../endpoint/trust-core.ts';

const BROKER_ARN = 'arn:aws:iam::111122223333:user/broker/Broker';
const MAY_ROTATE = {
  Effect: 'Allow',
  Action: [
    'iam:CreateAccessKey',
    'iam:ListAccessKeys',
    'iam:DeleteAccessKey',
    'iam:UpdateAccessKey',
  ],
  Resource: BROKER_ARN,
};
const UserName = 'Broker';

let core: TrustCore;
let endpoint: Endpoint;

beforeEach(async () => {
  core = new TrustCore();
  core.identities.users.create({ userName: UserName, path: '/broker/' });
  endpoint = await core.startEndpoint();
});

afterEach(() => endpoint.close());

function clientOf(credentials: { accessKeyId: string; secretAccessKey: string }): IAMClient {
  return new IAMClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
}

test('a user with the permission creates, lists, deactivates and deletes access keys', async () => {
  const iam = clientOf(core.createUser('Rotator', MAY_ROTATE).credentials);
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  expect(AccessKey).toMatchObject({ UserName, Status: 'Active', CreateDate: expect.any(Date) });
  const AccessKeyId = AccessKey?.AccessKeyId;
  expect(core.credentials.find(AccessKeyId ?? '')?.secretAccessKey).toBe(
    AccessKey?.SecretAccessKey,
  );
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
  const { AccessKeyMetadata, IsTruncated } = await iam.send(
    new ListAccessKeysCommand({ UserName }),
  );
  expect(AccessKeyMetadata).toMatchObject([{ AccessKeyId, Status: 'Inactive' }]);
  expect(AccessKeyMetadata?.[0]).not.toHaveProperty('SecretAccessKey');
  expect(IsTruncated).toBe(false);
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  const after = await iam.send(new ListAccessKeysCommand({ UserName }));
  expect(after.AccessKeyMetadata).toEqual([]);
});

test('a third access key and an unknown access key fail as in IAM', async () => {
  const iam = clientOf(core.createUser('Rotator', MAY_ROTATE).credentials);
  await iam.send(new CreateAccessKeyCommand({ UserName }));
  await iam.send(new CreateAccessKeyCommand({ UserName }));
  await expect(iam.send(new CreateAccessKeyCommand({ UserName }))).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await expect(
    iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
  ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});

test('other users and other actions are denied', async () => {
  const iam = clientOf(core.createUser('Rotator', MAY_ROTATE).credentials);
  await expect(iam.send(new CreateAccessKeyCommand({ UserName: 'Rotator' }))).rejects.toMatchObject(
    {
      name: 'AccessDenied',
      message: expect.stringContaining(
        'iam:CreateAccessKey on resource: "arn:aws:iam::111122223333:user/Rotator"',
      ),
    },
  );
  await expect(iam.send(new GetUserCommand({ UserName }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining(`iam:GetUser on resource: "${BROKER_ARN}"`),
  });
  await expect(
    iam.send(
      new DeleteAccessKeyCommand({ UserName: 'Nobody', AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
    ),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('without the parameter UserName, the operation applies to the user who signed the request', async () => {
  const self = { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' };
  const { user, credentials } = core.createUser('Reader', self);
  const { User } = await clientOf(credentials).send(new GetUserCommand({}));
  expect(User).toMatchObject({ UserName: 'Reader', Arn: user.arn, UserId: user.userId });
});

test('an unsupported action or parameter fails, and the message names it', async () => {
  const iam = clientOf(core.createUser('Rotator', MAY_ROTATE).credentials);
  await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
    message: expect.stringContaining('ListUsers'),
  });
  await expect(
    iam.send(new ListAccessKeysCommand({ UserName, MaxItems: 1 })),
  ).rejects.toMatchObject({ message: expect.stringContaining('MaxItems of ListAccessKeys') });
});

test('a federated user cannot call IAM, even with permissions', async () => {
  const all = { Effect: 'Allow', Action: '*', Resource: '*' };
  const broker = core.createUser('Admin', all);
  const principal = core.credentials.find(broker.credentials.accessKeyId)?.principal;
  const { credential } = core.sts.getFederationToken(principal ?? { kind: 'anonymous' }, {
    name: 'alice',
    policy: JSON.stringify({ Version: '2012-10-17', Statement: all }),
  });
  await expect(
    clientOf(credential).send(new ListAccessKeysCommand({ UserName })),
  ).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('ListEntitiesForPolicy returns the users and roles that a policy is attached to, if the caller has permission', async () => {
  const { identities } = core;
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
  };
  const { arn } = identities.managedPolicies.create({ policyName: 'Shared', document });
  identities.users.get(UserName).policies.attach(arn);
  const command = new ListEntitiesForPolicyCommand({ PolicyArn: arn });
  const statement = { Effect: 'Allow', Action: 'iam:ListEntitiesForPolicy', Resource: arn };
  const reader = clientOf(core.createUser('Reader', statement).credentials);
  const { PolicyUsers, PolicyRoles } = await reader.send(command);
  expect(PolicyUsers).toMatchObject([{ UserName }]);
  expect(PolicyRoles).toEqual([]);
  const other = clientOf(
    core.createUser('Other', { ...statement, Resource: `${arn}2` }).credentials,
  );
  await expect(other.send(command)).rejects.toMatchObject({ name: 'AccessDenied' });
});
