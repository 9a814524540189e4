import {
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ROTATION_STEPS } from '../../core/aws/rotation-step.ts';
import { type AccessKey, parseAccessKey } from '../../core/rotation/access-key.ts';
import { TestBroker } from '../end-to-end/test-broker.ts';

let broker: TestBroker;
let secretArn: string;

beforeAll(async () => {
  broker = await TestBroker.start();
  secretArn = broker.running.stack.outputs.BrokerAccessKeySecretArn ?? '';
});

afterAll(() => broker.close());

/** Reads the secret as the broker does. */
async function accessKeyInForce(): Promise<AccessKey | undefined> {
  const { SecretString = '' } = await new SecretsManagerClient(
    broker.clientOptions(broker.roleCredentials('BrokerFunctionRole')),
  ).send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage: 'AWSCURRENT' }));
  return parseAccessKey(SecretString);
}

/** Returns the events of the rotation that made this version. */
function eventsOf(versionId: string | undefined): readonly Readonly<Record<string, unknown>>[] {
  return broker.logOf('BrokerAccessKeyRotation').filter((event) => event.versionId === versionId);
}

async function rotate(): Promise<string | undefined> {
  const { VersionId } = await new SecretsManagerClient(broker.clientOptions()).send(
    new RotateSecretCommand({ SecretId: secretArn }),
  );
  await broker.running.local.secretsManager.rotationSettled(secretArn);
  return VersionId;
}

test('each completed step logs one event, and no event contains the key', async () => {
  const versionId = await rotate();
  expect(eventsOf(versionId)).toEqual(
    ROTATION_STEPS.map((step) => ({
      time: expect.any(String),
      event: 'RotationStepDone',
      step,
      versionId,
    })),
  );
  const key = await accessKeyInForce();
  expect(key?.secretAccessKey).toMatch(/^\S{40}$/);
  expect(JSON.stringify(broker.logOf('BrokerAccessKeyRotation'))).not.toContain(
    key?.secretAccessKey,
  );
});

test('a failed step logs one event with the reason', async () => {
  const { local, stack } = broker.running;
  const roleName = stack.resources.get('BrokerAccessKeyRotationRole')?.physicalId ?? '';
  local.identities.roles.get(roleName).policies.putInline('DenyCreation', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 'iam:CreateAccessKey', Resource: '*' }],
  });
  const before = await accessKeyInForce();
  const versionId = await rotate();
  expect(eventsOf(versionId)).toEqual([
    {
      time: expect.any(String),
      event: 'RotationStepFailed',
      step: 'createSecret',
      versionId,
      error: expect.objectContaining({
        name: 'AccessDenied',
        message: expect.stringContaining('is not authorized to perform: iam:CreateAccessKey'),
        httpStatus: 403,
        awsRequestId: expect.any(String),
      }),
    },
  ]);
  expect(await accessKeyInForce()).toEqual(before);
});
