import { AwsError } from '../../src/aws-error.ts';
import {
  account,
  FUNCTION_ARN,
  SecretsManagerFixture,
  versionId,
} from './secrets-manager-fixture.ts';

const DAY = 86_400_000;
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
let manager: SecretsManagerFixture;
let arn: string;

function configure(rotateImmediately: boolean): void {
  manager.service.configureRotation({
    secretId: arn,
    functionArn: FUNCTION_ARN,
    automaticallyAfterDays: 30,
    rotateImmediately,
  });
}

function stepsInvoked(): string[] {
  return manager.invoked.map(({ payload }) => payload.Step);
}

function rotate(token: string) {
  return manager.call('RotateSecret', { SecretId: arn, ClientRequestToken: token });
}

beforeEach(() => {
  manager = new SecretsManagerFixture();
  manager.rotate = (event) => manager.rotateProperly(event);
  arn = manager.service.createSecret({ name: 'broker-key', secretString: '{}' });
});

test('Secrets Manager invokes the four steps in order, for the secret and a new version', async () => {
  configure(true);
  const outcome = await manager.service.rotationSettled(arn);
  const { AWSCURRENT: current = '', AWSPREVIOUS, AWSPENDING } = await manager.holders(arn);
  expect(outcome).toEqual({ succeeded: true, versionId: current });
  expect(AWSPENDING).toBe(current);
  expect(AWSPREVIOUS).toEqual(expect.any(String));
  expect(manager.invoked).toEqual(
    STEPS.map((Step) => ({
      functionArn: FUNCTION_ARN,
      payload: { Step, SecretId: arn, ClientRequestToken: current },
      caller: {
        service: 'secretsmanager.amazonaws.com',
        sourceAccount: account.accountId,
        sourceArn: arn,
      },
    })),
  );
  const { SecretString } = await manager.ok('GetSecretValue', { SecretId: arn });
  expect(SecretString).toBe(`value of ${current}`);
});

test('RotateSecret answers before the function has run', async () => {
  configure(true);
  await manager.service.rotationSettled(arn);
  let finish = () => {};
  manager.rotate = () =>
    new Promise((resolve) => {
      finish = () => resolve({ payload: null, functionError: 'Unhandled' });
    });
  expect(await rotate(versionId('a'))).toEqual({
    status: 200,
    body: { ARN: arn, Name: 'broker-key', VersionId: versionId('a') },
  });
  expect((await manager.holders(arn)).AWSPENDING).toBe(versionId('a'));
  const pending = { SecretId: arn, VersionStage: 'AWSPENDING' };
  expect((await manager.call('GetSecretValue', pending)).body).toEqual({
    __type: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
  });
  finish();
  expect(await manager.service.rotationSettled(arn)).toMatchObject({ succeeded: false });
});

test('a rotation needs a configured function, and the permission to invoke it', async () => {
  expect((await rotate(versionId('a'))).body).toEqual({
    __type: 'InvalidRequestException',
    message: 'No Lambda rotation function ARN is associated with this secret.',
  });
  configure(true);
  await manager.service.rotationSettled(arn);
  manager.denied.add('lambda:InvokeFunction');
  expect((await rotate(versionId('a'))).body.__type).toBe('AccessDeniedException');
  expect(manager.asked.at(-1)).toMatchObject({ resource: FUNCTION_ARN });
  expect((await manager.holders(arn)).AWSPENDING).not.toBe(versionId('a'));
});

describe('a step that fails', () => {
  test('ends the rotation, keeps AWSPENDING, and its reason shows no output of the function', async () => {
    manager.rotate = async (event) =>
      event.Step === 'testSecret'
        ? {
            payload: { errorType: 'KeyError', errorMessage: 'hunter2' },
            functionError: 'Unhandled',
          }
        : manager.rotateProperly(event);
    configure(true);
    const { AWSPENDING } = await manager.holders(arn);
    expect(await manager.service.rotationSettled(arn)).toEqual({
      succeeded: false,
      versionId: AWSPENDING,
      step: 'testSecret',
      reason: 'The function failed with KeyError.',
    });
    expect(stepsInvoked()).toEqual(STEPS.slice(0, 3));
    expect((await manager.holders(arn)).AWSPENDING).toBe(AWSPENDING);
    const described = await manager.ok('DescribeSecret', { SecretId: arn });
    expect(described).not.toHaveProperty('LastRotatedDate');
  });

  test('can be a function that Secrets Manager may not invoke', async () => {
    manager.rotate = async () => {
      throw new AwsError('AccessDeniedException', 'no permission', 403);
    };
    configure(true);
    expect(await manager.service.rotationSettled(arn)).toMatchObject({
      step: 'createSecret',
      reason: 'AccessDeniedException: no permission',
    });
  });

  test('is finishSecret if AWSCURRENT has not moved', async () => {
    manager.rotate = async () => ({ payload: null });
    configure(true);
    expect(await manager.service.rotationSettled(arn)).toMatchObject({
      succeeded: false,
      step: 'finishSecret',
    });
  });

  test('makes the next RotateSecret fail, which tries the same version again', async () => {
    manager.rotate = async () => ({ payload: null, functionError: 'Unhandled' });
    configure(true);
    await manager.service.rotationSettled(arn);
    const { AWSPENDING: unfinished } = await manager.holders(arn);
    manager.rotate = (event) => manager.rotateProperly(event);
    expect((await rotate(versionId('a'))).body).toEqual({
      __type: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
    });
    expect(await manager.service.rotationSettled(arn)).toEqual({
      succeeded: true,
      versionId: unfinished,
    });
    expect((await manager.holders(arn)).AWSCURRENT).toBe(unfinished);
    expect((await rotate(versionId('a'))).status).toBe(200);
    await manager.service.rotationSettled(arn);
    expect((await manager.holders(arn)).AWSCURRENT).toBe(versionId('a'));
  });
});

test('a second RotateSecret with the same token does nothing', async () => {
  configure(true);
  await manager.service.rotationSettled(arn);
  await rotate(versionId('a'));
  await rotate(versionId('a'));
  await manager.service.rotationSettled(arn);
  await rotate(versionId('a'));
  await manager.service.rotationSettled(arn);
  expect(stepsInvoked()).toEqual([...STEPS, ...STEPS]);
});

test('during a rotation, another one is refused', async () => {
  configure(true);
  expect((await rotate(versionId('a'))).body.__type).toBe('InvalidRequestException');
  await manager.service.rotationSettled(arn);
  expect(stepsInvoked()).toEqual(STEPS);
});

test('without immediate rotation, only testSecret runs, on a version that is then removed', async () => {
  let pending: unknown;
  manager.rotate = async (event) => {
    pending = (await manager.holders(arn)).AWSPENDING;
    expect(pending).toBe(event.ClientRequestToken);
    return { payload: null };
  };
  configure(false);
  expect(await manager.service.rotationSettled(arn)).toEqual({
    succeeded: true,
    versionId: pending,
  });
  expect(stepsInvoked()).toEqual(['testSecret']);
  expect(Object.keys(await manager.holders(arn))).toEqual(['AWSCURRENT']);
  await manager.ok('RotateSecret', {
    SecretId: arn,
    ClientRequestToken: versionId('a'),
    RotateImmediately: false,
  });
  await manager.service.rotationSettled(arn);
  expect(stepsInvoked()).toEqual(['testSecret', 'testSecret']);
});

test('a cancelled rotation stops before its next step, and the schedule no longer rotates', async () => {
  manager.rotate = async ({ Step }) => {
    if (Step === 'setSecret') {
      manager.service.cancelRotation(arn);
    }
    return { payload: null };
  };
  configure(true);
  expect(await manager.service.rotationSettled(arn)).toMatchObject({
    step: 'testSecret',
    reason: 'The rotation was cancelled.',
  });
  const described = await manager.ok('DescribeSecret', { SecretId: arn });
  expect(described).toMatchObject({ RotationEnabled: false, RotationLambdaARN: FUNCTION_ARN });
  expect(described).not.toHaveProperty('NextRotationDate');
  manager.now = new Date(manager.now.getTime() + 365 * DAY);
  expect(await manager.service.runDueRotations()).toEqual([]);
  manager.rotate = (event) => manager.rotateProperly(event);
  await rotate(versionId('a'));
  await manager.service.rotationSettled(arn);
  const again = await manager.ok('DescribeSecret', { SecretId: arn });
  expect(again).toMatchObject({ RotationEnabled: true });
});

test('only a configured rotation can be cancelled', () => {
  expect(() => manager.service.cancelRotation(arn)).toThrow('No Lambda rotation function');
});

describe('the schedule', () => {
  test('rotates after the configured days since the last rotation, not before', async () => {
    const start = manager.now.getTime();
    configure(true);
    await manager.service.rotationSettled(arn);
    expect(await manager.ok('DescribeSecret', { SecretId: arn })).toMatchObject({
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 30 },
      LastRotatedDate: start / 1000,
      NextRotationDate: (start + 30 * DAY) / 1000,
    });
    manager.now = new Date(start + 30 * DAY - 1);
    expect(await manager.service.runDueRotations()).toEqual([]);
    manager.now = new Date(start + 30 * DAY);
    expect(await manager.service.runDueRotations()).toMatchObject([{ succeeded: true }]);
    expect(await manager.service.runDueRotations()).toEqual([]);
    expect(stepsInvoked()).toEqual([...STEPS, ...STEPS]);
  });

  test('tries an unfinished rotation again with the same version', async () => {
    manager.rotate = async () => ({ payload: null, functionError: 'Unhandled' });
    configure(true);
    await manager.service.rotationSettled(arn);
    const { AWSPENDING: unfinished } = await manager.holders(arn);
    manager.rotate = (event) => manager.rotateProperly(event);
    manager.now = new Date(manager.now.getTime() + 30 * DAY);
    expect(await manager.service.runDueRotations()).toEqual([
      { succeeded: true, versionId: unfinished },
    ]);
  });
});

async function nextRotationDate(): Promise<unknown> {
  const { NextRotationDate } = await manager.ok('DescribeSecret', { SecretId: arn });
  return NextRotationDate;
}

describe('a value that a person puts', () => {
  const put = (token: string, more: object = {}) =>
    manager.ok('PutSecretValue', {
      SecretId: arn,
      ClientRequestToken: versionId(token),
      SecretString: token,
      ...more,
    });

  test('counts as a rotation if it becomes AWSCURRENT', async () => {
    configure(true);
    await manager.service.rotationSettled(arn);
    const [rotated, updated] = [manager.now.getTime(), manager.now.getTime() + 10 * DAY];
    expect(await nextRotationDate()).toBe((rotated + 30 * DAY) / 1000);
    manager.now = new Date(updated);
    await put('a');
    expect(await nextRotationDate()).toBe((updated + 30 * DAY) / 1000);
    manager.now = new Date(rotated + 30 * DAY);
    expect(await manager.service.runDueRotations()).toEqual([]);
    manager.now = new Date(updated + 30 * DAY);
    expect(await manager.service.runDueRotations()).toMatchObject([{ succeeded: true }]);
  });

  test('does not count with another label, or if it is put again', async () => {
    configure(true);
    await manager.service.rotationSettled(arn);
    const next = ((await nextRotationDate()) as number) + (10 * DAY) / 1000;
    manager.now = new Date(manager.now.getTime() + 10 * DAY);
    await put('a');
    expect(await nextRotationDate()).toBe(next);
    manager.now = new Date(manager.now.getTime() + DAY);
    await put('a');
    await put('b', { VersionStages: ['blue'] });
    expect(await nextRotationDate()).toBe(next);
  });
});

describe('a failed rotation', () => {
  const fail = async () => ({ payload: null, functionError: 'Unhandled' as const });
  const attempts = () => stepsInvoked().filter((step) => step === 'createSecret').length;

  test('is retried with its version at the next check, long before the schedule', async () => {
    manager.rotate = fail;
    configure(true);
    await manager.service.rotationSettled(arn);
    const { AWSPENDING: unfinished } = await manager.holders(arn);
    manager.rotate = (event) => manager.rotateProperly(event);
    const succeeded = [{ succeeded: true, versionId: unfinished }];
    expect(await manager.service.runDueRotations()).toEqual(succeeded);
    expect(await manager.service.runDueRotations()).toEqual([]);
  });

  test('is tried five times, and then only by RotateSecret', async () => {
    manager.rotate = fail;
    configure(true);
    await manager.service.rotationSettled(arn);
    manager.now = new Date(manager.now.getTime() + 31 * DAY);
    for (let check = 0; check < 10; check += 1) {
      await manager.service.runDueRotations();
    }
    expect(attempts()).toBe(5);
    expect(await nextRotationDate()).toBeLessThan(manager.now.getTime() / 1000);
    await rotate(versionId('a'));
    await manager.service.rotationSettled(arn);
    await manager.service.runDueRotations();
    expect(attempts()).toBe(7);
  });

  test('that moved AWSCURRENT is finished instead of starting another one', async () => {
    manager.rotate = async (event) => {
      await manager.rotateProperly(event);
      return event.Step === 'finishSecret' ? fail() : { payload: null };
    };
    configure(true);
    expect(await manager.service.rotationSettled(arn)).toMatchObject({ step: 'finishSecret' });
    const { AWSCURRENT: moved } = await manager.holders(arn);
    manager.rotate = async () => ({ payload: null });
    expect(await manager.service.runDueRotations()).toEqual([
      { succeeded: true, versionId: moved },
    ]);
    expect((await manager.holders(arn)).AWSCURRENT).toBe(moved);
    expect(await manager.service.runDueRotations()).toEqual([]);
  });

  test('is not retried after it was cancelled', async () => {
    manager.rotate = fail;
    configure(true);
    await manager.service.rotationSettled(arn);
    manager.service.cancelRotation(arn);
    expect(await manager.service.runDueRotations()).toEqual([]);
  });

  test('is not retried if it was only a test of the function', async () => {
    manager.rotate = fail;
    configure(false);
    expect(await manager.service.rotationSettled(arn)).toMatchObject({ succeeded: false });
    expect(await manager.service.runDueRotations()).toEqual([]);
  });
});

test('rotationSettled resolves at once for a secret that was never rotated', async () => {
  expect(await manager.service.rotationSettled(arn)).toBeUndefined();
});
