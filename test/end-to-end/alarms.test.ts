import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TestBroker } from './test-broker.ts';

const READ_TEAM_A = { Target: 's3://reports/team-a/*', Permission: 'READ' };
const READ_BUILDS = { Target: 's3://builds/*', Permission: 'READ' };
const ALARM_PERIOD_SECONDS = 300;
const SECONDS_PER_DAY = 86_400;
/** The rate limit of the fixture's throttle. It is also the number of denied or throttled requests that raises an alarm. */
const RATE_LIMIT = 20;
const BURST_LIMIT = 40;

let broker: TestBroker;

beforeAll(async () => {
  broker = await TestBroker.start();
});

afterAll(() => broker.close());

/** Advances the clock to a new alarm period, so that data of this test does not affect the next one. */
afterEach(() => broker.clock.advance(ALARM_PERIOD_SECONDS + 1));

function physicalId(logicalId: string): string {
  return broker.running.stack.resources.get(logicalId)?.physicalId ?? '';
}

/** Returns the logical ids of the alarms in state ALARM. */
function firing(): readonly string[] {
  const { local, stack } = broker.running;
  return [...stack.resources.values()]
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .filter((alarm) => local.cloudWatch.alarmState(alarm.physicalId) === 'ALARM')
    .map(({ logicalId }) => logicalId);
}

function brokerUser() {
  return broker.running.local.identities.users.get(physicalId('BrokerUser'));
}

function deleteAccessKeys(): void {
  const { accessKeys } = brokerUser();
  for (const { accessKeyId } of accessKeys.list()) {
    accessKeys.delete(accessKeyId);
  }
}

/** Replaces the broker access key by hand, as a principal that may call UpdateSecret can. */
function replaceAccessKey(): void {
  deleteAccessKeys();
  const { accessKeyId, secretAccessKey } = brokerUser().accessKeys.create();
  broker.running.local.secretsManager.updateSecret({
    secretId: physicalId('BrokerAccessKeySecret'),
    description: 'By hand',
    secretString: JSON.stringify({ accessKeyId, secretAccessKey }),
  });
}

async function repeat(times: number, call: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < times; done += 1) {
    await call();
  }
}

test('no alarm fires before the first request, or after ordinary requests and one faulty request', async () => {
  expect(firing()).toEqual([]);
  await broker.issue('role-TeamA', READ_TEAM_A);
  await broker.call('role-TeamA', '/buckets/reports/keys?prefix=team-a/');
  await broker.call('role-TeamA', '/federation-tokens', READ_BUILDS);
  await broker.call('role-TeamA', '/federation-tokens', { Target: 'nonsense' });
  await fetch(`${broker.running.apiUrl('iam')}/grants`);
  await broker.callWith({ sub: 'somebody' }, '/grants');
  expect(firing()).toEqual([]);
});

// This test must run before the clock is 15 minutes ahead. The rotation signs with the machine's time, which AWS then refuses.
test('RotationFailed fires when a rotation fails', async () => {
  const { functions, secretsManager } = broker.running.local;
  const crash = functions.crashAfter(physicalId('BrokerAccessKeyRotation'), 2);
  const client = new SecretsManagerClient(broker.clientOptions());
  const SecretId = physicalId('BrokerAccessKeySecret');
  await client.send(new RotateSecretCommand({ SecretId }));
  expect(await secretsManager.rotationSettled(SecretId)).toMatchObject({ succeeded: false });
  expect(crash.happened).toBe(true);
  expect(firing()).toEqual(['AlarmsRotationFailed']);

  broker.clock.advance(ALARM_PERIOD_SECONDS);
  expect(await secretsManager.runDueRotations()).toMatchObject([{ succeeded: true }]);
  expect(firing()).toEqual([]);
});

test('NoUsableAccessKey fires when AWS does not accept the key', async () => {
  deleteAccessKeys();
  expect(await broker.call('role-TeamA', '/federation-tokens', READ_TEAM_A)).toMatchObject({
    status: 503,
  });
  expect(firing()).toEqual(['AlarmsNoUsableAccessKey']);

  broker.clock.advance(ALARM_PERIOD_SECONDS);
  replaceAccessKey();
  await broker.issue('role-TeamA', READ_TEAM_A);
  expect(firing()).toEqual([]);
});

test('AccessKeyTooOld fires for a key older than its schedule, until the broker reads a younger one', async () => {
  broker.clock.advance(-10 * SECONDS_PER_DAY);
  replaceAccessKey();
  broker.clock.advance(10 * SECONDS_PER_DAY);
  expect(firing()).toEqual([]);
  await broker.issue('role-TeamA', READ_TEAM_A);
  expect(firing()).toEqual(['AlarmsAccessKeyTooOld']);

  broker.clock.advance(ALARM_PERIOD_SECONDS);
  expect(firing()).toEqual(['AlarmsAccessKeyTooOld']);
  replaceAccessKey();
  await broker.issue('role-TeamA', READ_TEAM_A);
  expect(firing()).toEqual([]);
});

test('AwsAccessDenied fires when a policy denies the broker its own calls', async () => {
  const { policies } = brokerUser();
  const statement = { Effect: 'Deny', Action: 'sts:GetFederationToken', Resource: '*' };
  policies.putInline('Denied', { Version: '2012-10-17', Statement: statement });
  expect(await broker.call('role-TeamA', '/federation-tokens', READ_TEAM_A)).toMatchObject({
    status: 502,
  });
  policies.deleteInline('Denied');
  expect(firing()).toEqual(['AlarmsAwsAccessDenied']);
});

test('Throttled fires after more requests than the throttle allows', async () => {
  const url = `${broker.running.apiUrl('iam')}/grants`;
  const requests = BURST_LIMIT + 8 * RATE_LIMIT;
  const answers = await broker.clock.whileStopped(() =>
    Promise.all(Array.from({ length: requests }, () => fetch(url))),
  );
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(RATE_LIMIT);
  expect(firing()).toEqual(['AlarmsThrottled']);
});

test.each([
  ['IamApi', () => broker.call('role-TeamA', '/grants')],
  ['JwtApi', () => broker.callWith({ sub: 'somebody' }, '/grants')],
])('the alarm of %s fires after five answers with 5xx', async (api, call) => {
  broker.running.local.functions.removePermission(
    physicalId('BrokerFunction'),
    physicalId(`${api}GetGrantsPermission`),
  );
  await repeat(4, call);
  expect(firing()).toEqual([]);
  expect(await call()).toMatchObject({ status: 500 });
  expect(firing()).toEqual([`Alarms${api}ServerErrors`]);
});

test('Denials fires after as many denials as the rate limit', async () => {
  const guess = () => broker.call('role-TeamA', '/federation-tokens', READ_BUILDS);
  await repeat(RATE_LIMIT - 1, guess);
  expect(firing()).toEqual([]);
  expect(await guess()).toMatchObject({ status: 403 });
  expect(firing()).toEqual(['AlarmsDenials']);
});

test('the dashboard shows every alarm', () => {
  const { local, stack } = broker.running;
  const body = local.cloudWatch.dashboardBody(physicalId('Dashboard'));
  const alarms = [...stack.resources.values()].filter(
    ({ type }) => type === 'AWS::CloudWatch::Alarm',
  );
  const arns = alarms.map(({ attributes }) => attributes.Arn);
  expect(JSON.parse(body).widgets[0].properties.alarms).toEqual(arns);
  expect(arns).toHaveLength(8);
});
