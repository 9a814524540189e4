import { startRotationTimer } from '../../src/secrets-manager/rotation-timer.ts';
import { startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';
import { stackTemplate } from '../fixtures/stack-template.ts';

const MINUTE_MS = 60_000;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'setImmediate', 'setTimeout'] });
});

afterEach(() => jest.useRealTimers());

test('startRotationTimer calls check every minute until you call close', async () => {
  const check = jest.fn(async () => undefined);
  const timer = startRotationTimer(check, () => undefined);
  jest.advanceTimersByTime(3 * MINUTE_MS);
  expect(check).toHaveBeenCalledTimes(3);
  await timer.close();
  jest.advanceTimersByTime(3 * MINUTE_MS);
  expect(check).toHaveBeenCalledTimes(3);
});

test('if check fails, the timer passes the error to onError and continues', async () => {
  const errors: unknown[] = [];
  const timer = startRotationTimer(
    async () => {
      throw new Error('on purpose');
    },
    (error) => errors.push(error),
  );
  await jest.advanceTimersByTimeAsync(2 * MINUTE_MS);
  expect(errors).toHaveLength(2);
  await timer.close();
});

test('a running local AWS retries a failed rotation', async () => {
  const aws = await startLocalAws();
  try {
    const stack = await withAssembly(stackTemplate(), (folder) => aws.deploy(folder));
    const secretArn = String(stack.outputs.SecretArn);
    const failed = await aws.secretsManager.rotationSettled(secretArn);
    expect(failed).toMatchObject({ succeeded: false });
    jest.advanceTimersByTime(MINUTE_MS);
    expect(await aws.secretsManager.rotationSettled(secretArn)).not.toBe(failed);
  } finally {
    await aws.close();
  }
});
