import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { compileRevocations } from '../../core/configuration/revocation.ts';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import { timestamp } from '../../core/timestamp.ts';
import { defaultIssuedBefore, REACH_SECONDS } from '../../tools/revoke/issued-before.ts';
import { refusalOf, TestBroker } from './test-broker.ts';

let broker: TestBroker;

beforeAll(async () => {
  broker = await TestBroker.start();
});

afterAll(() => broker.close());

/** Policies of the broker user that do not affect these requests. */
const NO_REVOCATION = {
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: 'sts:GetSessionToken', Resource: '*' },
};

/** Revokes the sessions that were issued until now. This replaces earlier revocations. */
function revoke(...federatedUsers: readonly string[]): void {
  revokeBefore(timestamp(broker.clock.now()), ...federatedUsers);
}

function revokeBefore(issuedBefore: string, ...federatedUsers: readonly string[]): void {
  const { local, stack } = broker.running;
  const user = local.identities.users.get(stack.resources.get('BrokerUser')?.physicalId ?? '');
  const [policy] = compileRevocations(
    federatedUsers.map((federatedUser) => ({ federatedUser, issuedBefore })),
    local.account.accountId,
  );
  user.policies.putInline('Revocations', policy ?? NO_REVOCATION);
}

async function homeSession(claims: { sub: string; preferred_username?: string }) {
  const { status, body } = await broker.callWith(claims, '/federation-tokens', {
    Target: `s3://homes/home/${claims.sub}/*`,
    Permission: 'READ',
  });
  expect(status).toBe(200);
  const token = body as TokenResponse;
  return {
    name: token.FederatedUser.FederatedUserId.split(':')[1] ?? '',
    lists: () =>
      refusalOf(
        broker
          .s3With(token)
          .send(new ListObjectsV2Command({ Bucket: 'homes', Prefix: `home/${claims.sub}/` })),
      ),
  };
}

beforeEach(() => broker.clock.advance(2));

afterEach(() => revoke());

const LIVE = 'not refused';
const ENDED = 'AccessDenied';

test('a revocation ends the sessions of that person only', async () => {
  const alice = await homeSession({ sub: 'alice' });
  const bob = await homeSession({ sub: 'bob' });
  expect([await alice.lists(), await bob.lists()]).toEqual([LIVE, LIVE]);
  broker.clock.advance(2);
  revoke(alice.name);
  expect([await alice.lists(), await bob.lists()]).toEqual([ENDED, LIVE]);
});

test('a newer session of the same person works, and without the entry the older one works again', async () => {
  const before = await homeSession({ sub: 'alice' });
  broker.clock.advance(2);
  revoke(before.name);
  const after = await homeSession({ sub: 'alice' });
  expect([await before.lists(), await after.lists()]).toEqual([ENDED, LIVE]);
  revoke();
  expect(await before.lists()).toBe(LIVE);
});

test('changing the readable part of the name does not evade a revocation', async () => {
  const renamed = await homeSession({ sub: 'alice', preferred_username: 'somebody-else' });
  const plain = await homeSession({ sub: 'alice' });
  expect(renamed.name).not.toBe(plain.name);
  broker.clock.advance(2);
  revoke(plain.name);
  expect([await renamed.lists(), await plain.lists()]).toEqual([ENDED, ENDED]);
});

test('another person with the same readable name keeps their sessions', async () => {
  const alice = await homeSession({ sub: 'alice', preferred_username: 'Alice' });
  const twin = await homeSession({ sub: 'alice-2', preferred_username: 'Alice' });
  broker.clock.advance(2);
  revoke(alice.name);
  expect(await twin.lists()).toBe(LIVE);
});

test('a revocation of everybody ends all sessions, and the broker still issues new ones', async () => {
  const [alice, bob] = [await homeSession({ sub: 'alice' }), await homeSession({ sub: 'bob' })];
  broker.clock.advance(2);
  revoke('*');
  expect([await alice.lists(), await bob.lists()]).toEqual([ENDED, ENDED]);
  expect(await (await homeSession({ sub: 'bob' })).lists()).toBe(LIVE);
});

test('the broker lists with a new session after a revocation, because the grant still allows it', async () => {
  const route = '/buckets/homes/keys?prefix=home/carol/';
  expect(await broker.callWith({ sub: 'carol' }, route)).toMatchObject({ status: 200 });
  broker.clock.advance(2);
  revoke('*');
  expect(await broker.callWith({ sub: 'carol' }, route)).toMatchObject({ status: 200 });
});

describe('a console session whose link was issued before the revocation and is opened after it', () => {
  const HOME = { Bucket: 'homes', Prefix: 'home/alice/' };
  const LINK_SECONDS = 15 * 60;

  /** The event that sets `aws:TokenIssueTime` of a console session. AWS does not document which one it is. */
  type IssueTime = 'the link' | 'the login';

  async function consoleSession(issueTime: IssueTime, revocation: () => void): Promise<string> {
    const { local } = broker.running;
    const route = '/console?target=s3://homes/home/alice/*';
    const { body } = await broker.callWith({ sub: 'alice' }, route);
    broker.clock.advance(1);
    revocation();
    broker.clock.advance(LINK_SECONDS - 2);
    const { credential } = local.signin.sessionOf((body as { SigninUrl: string }).SigninUrl);
    const opened =
      issueTime === 'the link'
        ? credential
        : local.credentials.issue(credential.expiration, (accessKeyId) => ({
            ...credential.principal,
            accessKeyId,
            issuedAt: broker.clock.now(),
          }));
    return refusalOf(broker.s3(opened).send(new ListObjectsV2Command(HOME)));
  }

  test.each<IssueTime>(['the link', 'the login'])(
    'is denied by a default revocation, if the issue time is that of %s',
    async (issueTime) => {
      const { name } = await homeSession({ sub: 'alice' });
      const revocation = () => revokeBefore(defaultIssuedBefore(broker.clock.now()), name);
      expect(await consoleSession(issueTime, revocation)).toBe(ENDED);
    },
  );

  test('works if the issue time is that of the login, and the revocation ends before the login', async () => {
    const { name } = await homeSession({ sub: 'alice' });
    expect(await consoleSession('the login', () => revoke(name))).toBe(LIVE);
    expect(await consoleSession('the link', () => revoke(name))).toBe(ENDED);
  });
});

test('a revocation from a machine whose clock is 5 minutes slow ends all sessions issued until then', async () => {
  const slowClock = broker.clock.now();
  broker.clock.advance(5 * 60);
  const alice = await homeSession({ sub: 'alice' });
  revokeBefore(defaultIssuedBefore(slowClock), alice.name);
  expect(await alice.lists()).toBe(ENDED);
});

test('a session that is issued after the time of the revocation works', async () => {
  const { name } = await homeSession({ sub: 'alice' });
  revokeBefore(defaultIssuedBefore(broker.clock.now()), name);
  broker.clock.advance(REACH_SECONDS - 2);
  const early = await homeSession({ sub: 'alice' });
  broker.clock.advance(4);
  const late = await homeSession({ sub: 'alice' });
  expect([await early.lists(), await late.lists()]).toEqual([ENDED, LIVE]);
});

test('a name that a trusted program uses is revoked by that name', async () => {
  const token = await broker.issue('role-Portal', {
    Target: 's3://reports/*',
    Permission: 'LIST',
    Name: 'User1',
  });
  const list = () =>
    refusalOf(broker.s3With(token).send(new ListObjectsV2Command({ Bucket: 'reports' })));
  broker.clock.advance(2);
  revoke('User2');
  expect(await list()).toBe(LIVE);
  revoke('User1');
  expect(await list()).toBe(ENDED);
});
