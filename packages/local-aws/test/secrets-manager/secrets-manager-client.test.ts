import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { systemClock } from '../../src/clock.ts';
import { type Endpoint, startEndpoint } from '../../src/endpoint.ts';
import { Credentials } from '../../src/iam/credentials.ts';
import { IamAuthorizer } from '../../src/iam/iam-authorizer.ts';
import { Identities } from '../../src/iam/identities.ts';
import { parsePolicy } from '../../src/iam/parse-policy.ts';
import { Kms } from '../../src/kms/kms.ts';
import { SecretsManagerService } from '../../src/secrets-manager/secrets-manager-service.ts';
import { account, FUNCTION_ARN, versionId } from './secrets-manager-fixture.ts';

const identities = new Identities(account, systemClock);
const SecretId = 'broker-key';
let service: SecretsManagerService;
let endpoint: Endpoint;
let client: SecretsManagerClient;
let arn: string;

beforeAll(async () => {
  const authorizer = new IamAuthorizer(account, systemClock, identities);
  service = new SecretsManagerService({
    account,
    clock: systemClock,
    authorizer,
    kms: new Kms(account, authorizer),
    functions: {
      invoke: async () => ({ payload: { errorType: 'Error' }, functionError: 'Unhandled' }),
    },
  });
  endpoint = await startEndpoint({
    region: account.region,
    services: [service],
    credentials: new Credentials(account, identities),
    clock: systemClock,
    port: 0,
    onInternalError: (error) => {
      throw error;
    },
  });
  arn = service.createSecret({ name: SecretId, secretString: '{}' });
  const user = identities.users.create({ userName: 'Ana' });
  user.policies.putInline('Secret', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'secretsmanager:*',
        Resource: 'arn:aws:secretsmanager:*:*:secret:*',
      },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION_ARN },
    ],
  });
  const { accessKeyId, secretAccessKey } = user.accessKeys.create();
  client = new SecretsManagerClient({
    region: account.region,
    endpoint: endpoint.url,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  await endpoint.close();
  client.destroy();
});

test('a value is put, staged, promoted and read', async () => {
  const before = await client.send(new GetSecretValueCommand({ SecretId }));
  expect(before).toMatchObject({ ARN: arn, Name: SecretId, SecretString: '{}' });
  expect(before.CreatedDate).toBeInstanceOf(Date);
  const put = await client.send(
    new PutSecretValueCommand({ SecretId, SecretString: 'new', VersionStages: ['AWSPENDING'] }),
  );
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: put.VersionId,
      RemoveFromVersionId: before.VersionId,
    }),
  );
  const after = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  expect(after).toMatchObject({
    SecretString: 'new',
    VersionId: put.VersionId,
    VersionStages: ['AWSCURRENT', 'AWSPENDING'],
  });
  const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
  expect(Versions).toHaveLength(2);
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }));
  expect(VersionIdsToStages?.[before.VersionId ?? '']).toEqual(['AWSPREVIOUS']);
});

test('bytes are returned as bytes', async () => {
  const SecretBinary = new Uint8Array([0, 127, 255]);
  await client.send(new PutSecretValueCommand({ SecretId, SecretBinary }));
  const read = await client.send(new GetSecretValueCommand({ SecretId }));
  expect([...(read.SecretBinary ?? [])]).toEqual([...SecretBinary]);
});

test('errors become the exceptions of the SDK', async () => {
  const missing = new GetSecretValueCommand({ SecretId, VersionId: versionId('z') });
  await expect(client.send(missing)).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toMatchObject(
    {
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
      message: expect.stringContaining('secretsmanager:GetSecretValue on resource: "other"'),
    },
  );
});

test('a Deny in the secret’s policy overrides an Allow', async () => {
  const statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
  };
  const policy = { Version: '2012-10-17', Statement: [statement] };
  service.putResourcePolicy(arn, parsePolicy(policy, 'resource'));
  await expect(client.send(new GetSecretValueCommand({ SecretId }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('explicit deny'),
  });
  service.deleteResourcePolicy(arn);
  await client.send(new GetSecretValueCommand({ SecretId }));
});

test('a failed rotation leaves its version pending, without a value', async () => {
  service.createSecret({ name: 'rotated', secretString: '{}' });
  const rotated = { SecretId: 'rotated' };
  service.configureRotation({
    secretId: 'rotated',
    functionArn: FUNCTION_ARN,
    automaticallyAfterDays: 30,
    rotateImmediately: true,
  });
  expect(await service.rotationSettled('rotated')).toMatchObject({ succeeded: false });
  await expect(client.send(new RotateSecretCommand(rotated))).rejects.toMatchObject({
    name: 'InvalidRequestException',
  });
  await service.rotationSettled('rotated');
  await expect(
    client.send(new GetSecretValueCommand({ ...rotated, VersionStage: 'AWSPENDING' })),
  ).rejects.toBeInstanceOf(ResourceNotFoundException);
  const described = await client.send(new DescribeSecretCommand(rotated));
  expect(described).toMatchObject({ RotationEnabled: true, RotationLambdaARN: FUNCTION_ARN });
  expect(described.NextRotationDate).toBeInstanceOf(Date);
});
