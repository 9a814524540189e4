import { BrokerError } from '../../core/broker-error.ts';
import { awsErrorName, callUpstream } from '../../lambda/adapters/upstream.ts';

const failWith = (error: unknown): Promise<BrokerError> =>
  callUpstream('AWS STS', 1_000, () => Promise.reject(error)).then(
    () => Promise.reject(new Error('It did not fail.')),
    (failure) => failure,
  );

const named = (name: string, more = {}) => Object.assign(new Error('AWS said so'), { name }, more);

test('answers what the call answers', async () => {
  await expect(callUpstream('AWS STS', 1_000, async () => 'answer')).resolves.toBe('answer');
});

test('tells the call when its time is over', async () => {
  const call = ({ abortSignal }: { readonly abortSignal: AbortSignal }) =>
    new Promise((_, reject) => {
      abortSignal.addEventListener('abort', () => reject(abortSignal.reason));
    });
  await expect(callUpstream('AWS STS', 20, call)).rejects.toMatchObject({
    code: 'UpstreamTimeout',
  });
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
    message: 'AWS STS is throttling requests; try again shortly.',
    retryAfterSeconds: 2,
    cause,
  });
});

test('so is a status of 429, whatever the name is', async () => {
  const cause = named('Busy', { $metadata: { httpStatusCode: 429 } });
  expect(await failWith(cause)).toMatchObject({ code: 'Throttled' });
});

test.each(['AbortError', 'TimeoutError', 'RequestTimeout'])('%s is a time-out', async (name) => {
  const cause = named(name);
  expect(await failWith(cause)).toMatchObject({
    code: 'UpstreamTimeout',
    message: 'AWS STS did not answer in time; try again.',
    cause,
  });
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])(
  'a connection broken by %s, which the SDK calls a time-out, is none',
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
  ['a text', 'Throttling'],
])('%s is a failure', async (_, cause) => {
  expect(await failWith(cause)).toMatchObject({
    code: 'UpstreamFailure',
    message: 'AWS STS could not serve the request; try again.',
    cause,
  });
});

test('what is an error of the broker already stays it', async () => {
  const error = new BrokerError('PolicyTooLarge', 'too large');
  expect(await failWith(error)).toBe(error);
});

test.each([
  [named('ExpiredTokenException'), 'ExpiredToken'],
  [named('ExpiredToken'), 'ExpiredToken'],
  [named('ExceptionInTheMiddle'), 'ExceptionInTheMiddle'],
  [{}, ''],
  [undefined, ''],
])('%o is called %j', (error, name) => {
  expect(awsErrorName(error)).toBe(name);
});
