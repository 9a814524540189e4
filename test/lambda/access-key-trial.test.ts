import { isAccepted } from '../../lambda/adapters/access-key-trial.ts';
import { type StubAnswer, StubAws } from './stub-aws.ts';

const ACCESS_KEY = { accessKeyId: 'AKIANEW', secretAccessKey: 'new-secret' };

let sts: StubAws;

beforeEach(async () => {
  sts = await StubAws.start();
});

afterEach(() => sts.close());

const known: StubAnswer = {
  status: 200,
  body: '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
};

const fault = (code: string, status: number): StubAnswer => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>AWS said so</Message></Error></ErrorResponse>`,
});

test('a key is accepted if STS answers', async () => {
  sts.answer = () => known;
  await expect(isAccepted(ACCESS_KEY)).resolves.toBe(true);
  expect(sts.requests).toMatchObject([{ accessKeyId: 'AKIANEW' }]);
});

test('a key is not accepted if STS does not know it', async () => {
  sts.answer = () => fault('InvalidClientTokenId', 403);
  await expect(isAccepted(ACCESS_KEY)).resolves.toBe(false);
});

test.each([
  ['throttling', fault('Throttling', 400)],
  ['another refusal', fault('SignatureDoesNotMatch', 403)],
  ['an error of the service', fault('InternalFailure', 500)],
  ['a broken connection', 'reset'],
] as const)(
  '%s does not decide about the key, and is thrown without a retry',
  async (_, answer) => {
    sts.answer = () => answer;
    await expect(isAccepted(ACCESS_KEY)).rejects.toThrow();
    expect(sts.requests).toHaveLength(1);
  },
);

test('each trial opens its own connection, so that it can reach another server', async () => {
  sts.answer = () => known;
  for (let trial = 0; trial < 3; trial += 1) {
    await isAccepted(ACCESS_KEY);
  }
  expect(sts.connections).toBe(3);
});
