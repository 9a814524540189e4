import { BrokerError } from '../../core/broker-error.ts';
import { awsErrorName, callUpstream } from '../../lambda/adapters/upstream.ts';

const failWith = (error: unknown): Promise<BrokerError> =>
  callUpstream('AWS STS', 1_000, () => Promise.reject(error)).then(
    () => Promise.reject(new Error('It did not fail.')),
    (failure) => failure,
  );

const named = (name: string, more = {}) => Object.assign(new Error('AWS said so'), { name }, more);

test('callUpstream returns the result of the call', async () => {
  await expect(callUpstream('AWS STS', 1_000, async () => 'answer')).resolves.toBe('answer');
});

test('callUpstream aborts the call at the time limit', async () => {
  const call = ({ abortSignal }: { readonly abortSignal: AbortSignal }) =>
    new Promise((_, reject) => {
      abortSignal.addEventListener('abort', () => reject(abortSignal.reason));
    });
  await expect(callUpstream('AWS STS', 20, call)).rejects.toMatchObject({
    code: 'UpstreamTimeout',
  });
});

test.each([
  ['an answer', () => Promise.resolve()],
  ['a failure', () => Promise.reject(new Error('failed'))],
])('after %s, the time limit no longer aborts', async (_, end) => {
  jest.useFakeTimers();
  try {
    await callUpstream('AWS STS', 20, end).catch(() => undefined);
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test.each([
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
])('%s is throttling', async (name) => {
  const cause = named(name);
  expect(await failWith(cause)).toMatchObject({
    code: 'Throttled',
    message: 'AWS STS is throttling requests.',
    retryAfterSeconds: 2,
    cause,
  });
});

test('the status 429 is throttling, independent of the name', async () => {
  const cause = named('Busy', { $metadata: { httpStatusCode: 429 } });
  expect(await failWith(cause)).toMatchObject({ code: 'Throttled' });
});

test.each(['AbortError', 'TimeoutError', 'RequestTimeout'])('%s is a timeout', async (name) => {
  const cause = named(name);
  expect(await failWith(cause)).toMatchObject({
    code: 'UpstreamTimeout',
    message: 'AWS STS did not answer in time.',
    cause,
  });
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])(
  'a connection broken by %s is not a timeout, although the SDK calls it one',
  async (code) => {
    expect(await failWith(named('TimeoutError', { code }))).toMatchObject({
      code: 'UpstreamFailure',
    });
  },
);

test.each([
  ['a refusal', named('AccessDenied', { $metadata: { httpStatusCode: 403 } })],
  ['an error without metadata', new Error('odd')],
  ['null', null],
  ['a string', 'Throttling'],
])('%s is an UpstreamFailure', async (_, cause) => {
  expect(await failWith(cause)).toMatchObject({
    code: 'UpstreamFailure',
    message:
      'AWS STS could not serve the request. Try again; if it still fails, give an operator the RequestId.',
    cause,
  });
});

test('a BrokerError is thrown unchanged', async () => {
  const error = new BrokerError('PolicyTooLarge', 'too large');
  expect(await failWith(error)).toBe(error);
});

test.each([
  [named('ExpiredTokenException'), 'ExpiredToken'],
  [named('ExpiredToken'), 'ExpiredToken'],
  [named('ExceptionInTheMiddle'), 'ExceptionInTheMiddle'],
  [{}, ''],
  [undefined, ''],
])('the name of %o is %j', (error, name) => {
  expect(awsErrorName(error)).toBe(name);
});
