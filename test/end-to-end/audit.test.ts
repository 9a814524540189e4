import { readdirSync, readFileSync } from 'node:fs';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Ajv } from 'ajv';
import type { ResultRow } from 'local-aws';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import schema from '../../schemas/audit-event.schema.json' with { type: 'json' };
import { ISSUER, TestBroker } from './test-broker.ts';

const TEAM_A = 'arn:aws:sts::111122223333:assumed-role/TeamA/sample';
const PORTAL = 'arn:aws:sts::111122223333:assumed-role/Portal/sample';
const FORGED = '"}\r\n{"event":"TokenIssued","accessKeyId":"ASIAIOSFODNN7EXAMPLE"}\u2028';

let broker: TestBroker;
let alice: TokenResponse;
let teamA: TokenResponse;
let user1: TokenResponse;

beforeAll(async () => {
  broker = await TestBroker.start();
  alice = await issueTo({ sub: 'alice' }, 's3://homes/home/alice/*', 'READWRITE');
  await broker.callWith({ sub: 'alice' }, '/console?target=s3://homes/home/alice/docs/*');
  await issueTo({ sub: 'bob' }, 's3://homes/home/bob/*', 'READ', 900);
  await broker.callWith({ sub: 'carol' }, '/buckets/homes/keys?prefix=home/carol/&max-keys=7');
  teamA = await broker.issue('role-TeamA', {
    Target: 's3://reports/team-a/*',
    Permission: 'READ',
    DurationSeconds: 129_600,
  });
  user1 = await broker.issue('role-Portal', {
    Target: 's3://reports/*',
    Permission: 'LIST',
    Name: 'User1',
  });
  await provokeDenials();
  await rotate();
  broker.clock.advance(1_000);
});

afterAll(() => broker.close());

async function issueTo(
  claims: object,
  target: string,
  permission: string,
  duration = 3_600,
): Promise<TokenResponse> {
  const request = { Target: target, Permission: permission, DurationSeconds: duration };
  const { status, body } = await broker.callWith(claims, '/federation-tokens', request);
  expect(status).toBe(200);
  return body as TokenResponse;
}

async function provokeDenials(): Promise<void> {
  for (const team of ['team-b', 'team-c', 'team-c']) {
    const request = { Target: `s3://reports/${team}/*`, Permission: 'READ' };
    await broker.call('role-TeamA', '/federation-tokens', request);
  }
  await broker.callWith({ sub: 'alice' }, '/federation-tokens', {
    Target: 's3://homes/home/bob/*',
    Permission: 'READ',
    DurationSeconds: 900,
  });
  await broker.callWith({ groups: ['analysts'] }, '/grants');
  await broker.callWith(
    { sub: FORGED, preferred_username: FORGED },
    `/buckets/homes/keys?prefix=${encodeURIComponent(`home/${FORGED}/`)}`,
  );
  broker.running.local.s3.createBucket('foreign', { ownerAccountId: '999988887777' });
  await broker.call('permission-set-Engineer', '/buckets/foreign/keys');
  await broker.call('permission-set-Engineer', '/buckets/not-made/keys');
}

/** Rotates twice: the first rotation succeeds, the second fails because it may not create a key. */
async function rotate(): Promise<void> {
  const { local, stack, operator } = broker.running;
  const secretId = stack.outputs.BrokerAccessKeySecretArn ?? '';
  const client = new SecretsManagerClient({
    region: local.account.region,
    endpoint: local.endpointUrl,
    credentials: operator,
  });
  const rotation = async () => {
    await client.send(new RotateSecretCommand({ SecretId: secretId }));
    await local.secretsManager.rotationSettled(secretId);
  };
  await rotation();
  const roleName = stack.resources.get('BrokerAccessKeyRotationRole')?.physicalId ?? '';
  local.identities.roles.get(roleName).policies.putInline('DenyCreation', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 'iam:CreateAccessKey', Resource: '*' }],
  });
  await rotation();
  client.destroy();
}

/** Runs a query of docs/queries after replacing its example names by the names of this test. */
function ask(
  name: string,
  names: Readonly<Record<string, string>> = {},
  logicalId = 'BrokerFunction',
): readonly ResultRow[] {
  let query = readFileSync(`docs/queries/${name}.txt`, 'utf8');
  for (const [example, own] of Object.entries(names)) {
    expect(query).toContain(example);
    query = query.replaceAll(example, own);
  }
  const { local, stack } = broker.running;
  return local.logs.query(stack.resources.get(`${logicalId}Logs`)?.physicalId ?? '', query);
}

const nameOf = ({ FederatedUser }: TokenResponse) =>
  FederatedUser.FederatedUserId.split(':')[1] ?? '';

test('every event that the functions logged matches the schema, and most kinds occurred', () => {
  const validate = new Ajv({ strictTypes: false }).compile(schema);
  const events = ['BrokerFunction', 'BrokerAccessKeyRotation']
    .flatMap((logicalId) => broker.logOf(logicalId))
    .filter(({ event }) => event !== undefined);
  for (const event of events) {
    expect([event, validate(event), validate.errors]).toEqual([event, true, null]);
  }
  const kinds = [
    ...['AccessDenied', 'CallerRefused', 'KeysListed', 'ListingRefused', 'RequestFailed'],
    ...['RotationStepDone', 'RotationStepFailed', 'SignInLinkIssued', 'TokenIssued'],
  ];
  expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(kinds));
});

test('text that a caller sends cannot forge an event', () => {
  const events = broker.logOf('BrokerFunction');
  expect(events.filter(({ event }) => event === 'TokenIssued')).toHaveLength(4);
  expect(events).toContainEqual(
    expect.objectContaining({ event: 'AccessDenied', target: `s3://homes/home/${FORGED}/*` }),
  );
});

test('live-sessions finds who holds live sessions, without expired sessions and listings', () => {
  const rows = ask('live-sessions');
  const sessions = rows.map(({ who, event, grantId, target }) => [who, event, grantId, target]);
  expect(sessions[0]).toEqual([TEAM_A, 'TokenIssued', 'team-a-readers', 's3://reports/team-a/*']);
  expect(sessions.slice(1).sort()).toEqual([
    ['alice', 'SignInLinkIssued', 'homes', 's3://homes/home/alice/docs/*'],
    ['alice', 'TokenIssued', 'homes', 's3://homes/home/alice/*'],
    [PORTAL, 'TokenIssued', 'portal', 's3://reports/*'],
  ]);
  const [longest] = rows;
  expect(Number(longest?.secondsLeft)).toBeGreaterThan(129_600 - 1_060);
  expect(Number(longest?.secondsLeft)).toBeLessThanOrEqual(129_600 - 1_000);
});

test('given-for-prefix finds sessions inside and around a prefix, and their seconds left', () => {
  const rows = ask('given-for-prefix', { 'amzn-s3-demo-bucket': 'reports' });
  expect(rows.map(({ target, accessKeyId }) => [target, accessKeyId])).toEqual([
    ['s3://reports/team-a/*', teamA.Credentials.AccessKeyId],
    ['s3://reports/*', user1.Credentials.AccessKeyId],
  ]);
  const bob = ask('given-for-prefix', {
    'amzn-s3-demo-bucket/*': 'homes/home/*',
    'amzn-s3-demo-bucket/team-a/': 'homes/home/bob/',
  });
  expect(bob).toEqual([expect.objectContaining({ who: 'bob', permission: 'READ' })]);
  expect(Number(bob[0]?.secondsLeft)).toBeLessThan(0);
});

test('denials-by-caller counts denials and targets', () => {
  const rows = ask('denials-by-caller');
  expect(rows[0]).toEqual({
    who: TEAM_A,
    event: 'AccessDenied',
    denials: '3',
    targets: '2',
    last: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  const others = rows.slice(1).map(({ who, event, denials }) => [who, event, denials]);
  expect(others).toHaveLength(4);
  expect(others).toEqual(
    expect.arrayContaining([
      ['alice', 'AccessDenied', '1'],
      [FORGED, 'AccessDenied', '1'],
      [ISSUER, 'CallerRefused', '1'],
      [expect.stringContaining('Engineer'), 'ListingRefused', '1'],
    ]),
  );
});

test('one-federated-user finds all events of one hash, whatever the readable part of the name', () => {
  const [, hash] = nameOf(alice).split('=');
  const rows = ask('one-federated-user', { '0123456789abcd': hash ?? '' });
  expect(rows.map(({ event, target }) => [event, target])).toEqual([
    ['AccessDenied', 's3://homes/home/bob/*'],
    ['SignInLinkIssued', 's3://homes/home/alice/docs/*'],
    ['TokenIssued', 's3://homes/home/alice/*'],
  ]);
});

test('grant-usage counts the uses of each grant, so that an unused grant has no row', () => {
  const rows = ask('grant-usage');
  expect(rows.map(({ grantId, uses }) => [grantId, uses])).toEqual([
    ['engineers-foreign', '1'],
    ['homes', '2'],
    ['homes', '1'],
    ['homes', '1'],
    ['portal', '1'],
    ['team-a-readers', '1'],
  ]);
  const used = new Set(rows.map(({ grantId }) => grantId));
  const unused = broker.running.grants.filter(({ id }) => !used.has(id));
  expect(unused.map(({ id }) => id)).toEqual([
    ...[
      'alice-drop',
      'alice-new',
      'engineers',
      'engineers-missing',
      'team-a-sealed',
      'team-a-unsealed',
    ],
    ...['projects', 'analysts'],
  ]);
});

test('access-key finds the caller behind an access key id', () => {
  const rows = ask('access-key', { ASIAIOSFODNN7EXAMPLE: alice.Credentials.AccessKeyId });
  expect(rows).toEqual([
    expect.objectContaining({ event: 'TokenIssued', who: 'alice', grantId: 'homes' }),
  ]);
});

test('rotations shows how each rotation ended', () => {
  const rows = ask('rotations', {}, 'BrokerAccessKeyRotation');
  expect(rows[0]).toMatchObject({
    event: 'RotationStepFailed',
    step: 'createSecret',
    'error.name': 'AccessDenied',
  });
  expect(rows[1]).toMatchObject({ event: 'RotationStepDone', step: 'finishSecret' });
});

describe('docs/audit.md', () => {
  const page = readFileSync('docs/audit.md', 'utf8');

  test('has a row for each event and each field of the schema', () => {
    const { definitions } = schema;
    const kinds = schema.oneOf.map(({ $ref }) => $ref.replace('#/definitions/', ''));
    const fields = new Set(
      Object.entries(definitions).flatMap(([name, definition]) =>
        kinds.includes(name) && 'properties' in definition
          ? Object.keys(definition.properties)
          : [],
      ),
    );
    const rows = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual([...kinds, ...fields].sort());
  });

  test('names each query', () => {
    for (const file of readdirSync('docs/queries')) {
      expect(page).toContain(`(queries/${file})`);
    }
  });
});
