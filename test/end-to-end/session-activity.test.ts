import { readFileSync } from 'node:fs';
import type { ResultRow } from 'local-aws';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import { deliverTrail, getObjectEvent } from './cloudtrail-events.ts';
import { TestBroker } from './test-broker.ts';

/** The names in the queries of docs/queries. */
const EXAMPLE_KEY = 'ASIAIOSFODNN7EXAMPLE';
const EXAMPLE_NAME = 'alice=0123456789abcd';
const EXAMPLE_HASH = '=0123456789abcd';

/** The access key id that AWS gives to a console session. No audit event contains it. */
const CONSOLE_KEY = 'ASIAI44QH8DHBEXAMPLE';

let broker: TestBroker;
let trail: string;
let alice: Session;

interface Session {
  readonly name: string;
  readonly accessKeyId: string;
}

beforeAll(async () => {
  broker = await TestBroker.start();
  alice = await sessionOf('alice');
  const bob = await sessionOf('bob');
  await broker.callWith({ sub: 'alice' }, '/console?target=s3://homes/home/alice/docs/*');
  trail = deliverTrail(broker.running.local, [
    getObjectEvent({ ...alice, key: 'home/alice/api.txt' }),
    getObjectEvent({ ...bob, key: 'home/bob/api.txt' }),
    getObjectEvent({ ...alice, accessKeyId: CONSOLE_KEY, key: 'home/alice/console.txt' }),
  ]);
});

afterAll(() => broker.close());

async function sessionOf(sub: string): Promise<Session> {
  const { body } = await broker.callWith({ sub }, '/federation-tokens', {
    Target: `s3://homes/home/${sub}/*`,
    Permission: 'READ',
  });
  const { Credentials, FederatedUser } = body as TokenResponse;
  const [, name = ''] = FederatedUser.FederatedUserId.split(':');
  return { name, accessKeyId: Credentials.AccessKeyId };
}

function ask(
  name: string,
  logGroup: string,
  replacements: readonly (readonly [string, string])[],
): readonly ResultRow[] {
  let query = readFileSync(`docs/queries/${name}.txt`, 'utf8');
  for (const [example, own] of replacements) {
    expect(query).toContain(example);
    query = query.replaceAll(example, own);
  }
  return broker.running.local.logs.query(logGroup, query);
}

const hashOf = ({ name }: Session) => name.slice(name.indexOf('='));

test('session-activity finds the actions of a console session, although its access key id is not in the audit log', () => {
  const rows = ask('session-activity', trail, [
    [EXAMPLE_KEY, alice.accessKeyId],
    [EXAMPLE_HASH, hashOf(alice)],
  ]);
  expect(rows.map((row) => row['requestParameters.key'])).toEqual([
    'home/alice/api.txt',
    'home/alice/console.txt',
  ]);
});

test('access-key finds the person behind the ARN of a console session', () => {
  const { local, stack } = broker.running;
  const [, , event] = local.logs.events(trail);
  const { userIdentity } = JSON.parse(event?.message ?? '');
  const name = userIdentity.arn.split('federated-user/')[1];
  const log = stack.resources.get('BrokerFunctionLogs')?.physicalId ?? '';
  const rows = ask('access-key', log, [
    [EXAMPLE_KEY, userIdentity.accessKeyId],
    [EXAMPLE_NAME, name],
  ]);
  expect(rows.at(-1)).toMatchObject({ event: 'SignInLinkIssued', who: 'alice', grantId: 'homes' });
});

test('the SQL in docs/audit.md compares the access key id and the name', () => {
  const [, sql = ''] = /```sql\n(.*?)```/s.exec(readFileSync('docs/audit.md', 'utf8')) ?? [];
  const where = /WHERE (.*)\n/.exec(sql)?.[1];
  expect(where).toBe(
    `useridentity.accesskeyid = '${EXAMPLE_KEY}' OR useridentity.arn LIKE '%${EXAMPLE_HASH}'`,
  );
});
