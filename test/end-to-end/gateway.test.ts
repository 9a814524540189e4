import { credentialsOf } from '../../tools/local/signed-fetch.ts';
import { TestBroker } from './test-broker.ts';

let broker: TestBroker;

beforeAll(async () => {
  broker = await TestBroker.start();
});

afterAll(() => broker.close());

/** The answer of the gateway itself: the function did not run. */
const FORBIDDEN = { status: 403, body: { message: 'Forbidden' } };

test('the gateway refuses an unsigned request', async () => {
  for (const [method, route] of [
    ['GET', '/grants'],
    ['GET', '/buckets/reports/keys'],
    ['POST', '/federation-tokens'],
  ]) {
    const answer = await fetch(`${broker.running.apiUrl('iam')}${route}`, { method });
    expect({ status: answer.status, body: await answer.json() }).toEqual(FORBIDDEN);
  }
});

test('the gateway refuses a wrong secret key and an unknown access key id', async () => {
  const credentials = broker.credentialsOf('user-alice');
  for (const forged of [
    { ...credentials, secretAccessKey: 'x'.repeat(40) },
    { ...credentials, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
  ]) {
    expect(await broker.call(forged, '/grants')).toMatchObject(FORBIDDEN);
  }
});

test('the gateway refuses a caller without the caller policy, even one with a grant', async () => {
  const { identities } = broker.running.local;
  const user = identities.users.create({ userName: 'bob' });
  const credentials = user.accessKeys.create();
  expect(await broker.call(credentials, '/grants')).toMatchObject(FORBIDDEN);
});

test('a caller with the caller policy but no grant sees no grants and gets no credentials', async () => {
  const { identities } = broker.running.local;
  const user = identities.users.create({ userName: 'carol' });
  user.policies.attach(broker.running.stack.outputs.CallerPolicyArn ?? '');
  const credentials = user.accessKeys.create();
  expect(await broker.call(credentials, '/grants')).toMatchObject({
    status: 200,
    body: { CallerAccessGrantsList: [] },
  });
  const request = { Target: 's3://reports/team-a/*', Permission: 'READ' };
  expect(await broker.call(credentials, '/federation-tokens', request)).toMatchObject({
    status: 403,
    body: { Code: 'AccessDenied' },
  });
});

test('issued credentials cannot call the API', async () => {
  const token = await broker.issue('role-TeamA', {
    Target: 's3://reports/team-a/*',
    Permission: 'READ',
  });
  const issued = credentialsOf(token);
  expect(await broker.call(issued, '/grants')).toMatchObject(FORBIDDEN);
});

test.each(['/', '/grants/', '/Grants', '/federation-tokens/x', '/buckets/keys'])(
  'the API has no %s',
  async (route) => {
    expect(await broker.call('role-TeamA', route)).toMatchObject({
      status: 404,
      body: { message: 'Not Found' },
    });
  },
);

test('every request is in the access log, including refused ones', async () => {
  await fetch(`${broker.running.apiUrl('iam')}/grants`);
  await broker.call('role-TeamA', '/grants');
  const lines = broker.running.local.logs
    .events(broker.running.stack.outputs.IamApiAccessLogGroup ?? '')
    .map(({ message }) => JSON.parse(message));
  expect(lines).toContainEqual(
    expect.objectContaining({ routeKey: 'GET /grants', status: '403', userArn: '-' }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({
      routeKey: 'GET /grants',
      status: '200',
      userArn: 'arn:aws:sts::111122223333:assumed-role/TeamA/sample',
    }),
  );
});

test('the gateway refuses expired credentials', async () => {
  broker.clock.advance(43_201);
  expect(await broker.call('role-TeamA', '/grants')).toMatchObject(FORBIDDEN);
});
