import { setTimeout } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { requestHandler, withAbortSignal } from '../../lambda/adapters/request-handler.ts';
import { trimClient } from '../../lambda/adapters/trimmed-client.ts';
import { StubAws } from './stub-aws.ts';

const RETRY_DELAY_MILLISECONDS = 400;

const credentials = { accessKeyId: 'AKIA1', secretAccessKey: 's' };

/** The reason of AbortSignal.timeout(). */
const TIMED_OUT = { name: 'TimeoutError', message: 'The operation was aborted due to timeout' };

let aws: StubAws;
let sts: STSClient;

beforeEach(async () => {
  aws = await StubAws.start();
  aws.answer = () => 'never';
  sts = new STSClient({ requestHandler, credentials, maxAttempts: 1, cacheMiddleware: true });
});

afterEach(() => aws.close());

const call = () => sts.send(new GetCallerIdentityCommand());

/** Makes a call with its own signal, and waits until AWS has the requests of both calls. */
async function twoCalls(): Promise<
  readonly { readonly abort: () => void; readonly outcome: Promise<string> }[]
> {
  const calls = [1, 2].map(() => {
    const controller = new AbortController();
    const outcome = withAbortSignal(controller.signal, call).then(
      () => 'answered',
      (error: Error) => error.name,
    );
    return { abort: () => controller.abort(), outcome };
  });
  while (aws.requests.length < 2) {
    await new Promise(setImmediate);
  }
  return calls;
}

test('each of two concurrent calls is aborted by its own signal', async () => {
  const [one, other] = await twoCalls();
  other?.abort();
  await expect(other?.outcome).resolves.toBe('AbortError');
  await expect(Promise.race([one?.outcome, 'waits'])).resolves.toBe('waits');
  one?.abort();
  await expect(one?.outcome).resolves.toBe('AbortError');
});

test('the signal aborts a call whose answer stops in the middle', async () => {
  aws.answer = () => ({ status: 200, body: '<GetCallerIdentityResponse>', cut: 'never' });
  const signal = AbortSignal.timeout(100);
  await expect(withAbortSignal(signal, call)).rejects.toMatchObject(TIMED_OUT);
});

test('the signal aborts a call that waits for its next attempt', async () => {
  const controller = new AbortController();
  aws.answer = () => {
    setTimeout(RETRY_DELAY_MILLISECONDS / 4).then(() =>
      controller.abort(new DOMException(TIMED_OUT.message, TIMED_OUT.name)),
    );
    return { status: 503, body: '<Empty/>' };
  };
  const retryStrategy = new ConfiguredRetryStrategy(2, RETRY_DELAY_MILLISECONDS);
  const patient = new STSClient({ requestHandler, credentials, retryStrategy });
  const failed = withAbortSignal(controller.signal, () =>
    patient.send(new GetCallerIdentityCommand()),
  );
  await expect(failed).rejects.toMatchObject(TIMED_OUT);
  await setTimeout(RETRY_DELAY_MILLISECONDS);
  expect(aws.requests).toHaveLength(1);
});

test('a signal in the options of a call works, too', async () => {
  await expect(
    sts.send(new GetCallerIdentityCommand(), { requestTimeout: 50 }),
  ).rejects.toMatchObject({ name: 'TimeoutError', message: expect.stringContaining('50 ms') });
});

test('each request has a user agent: the one of the client, or else ours', async () => {
  aws.answer = () => ({ status: 200, body: '<Empty/>' });
  await call();
  await trimClient(sts).send(new GetCallerIdentityCommand(), {});
  expect(aws.requests.map(({ headers }) => headers['user-agent'])).toEqual([
    expect.stringMatching(/^aws-sdk-js\//),
    'federation-broker',
  ]);
});
