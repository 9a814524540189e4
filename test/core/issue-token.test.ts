import { createHash } from 'node:crypto';
import { federatedUserNameOf } from '../../core/federated-user-name.ts';
import { indexGrants } from '../../core/grant-matching.ts';
import { explainToken, issueToken } from '../../core/issue-token.ts';
import { compileSessionPolicy, sessionPolicyText } from '../../core/session-policy.ts';
import { parseTokenRequest } from '../../core/token-request.ts';
import {
  ALICE,
  brokerError,
  callerOf,
  FakeFederationTokens,
  grantTo,
  RecordedAudit,
} from './fixtures.ts';
import { parseTarget } from './parse-target.ts';

const SCOPE = 's3://amzn-s3-demo-bucket/team-a/*';
const OBJECT = 's3://amzn-s3-demo-bucket/team-a/report.csv';
const alice = callerOf(ALICE);

function broker(more: Readonly<Record<string, unknown>> = {}) {
  return {
    partition: 'aws',
    grants: indexGrants([grantTo('role/TeamA', SCOPE, 'READ', more)]),
    tokens: new FakeFederationTokens(),
    audit: new RecordedAudit(),
  };
}

const accessOf = (body: Readonly<Record<string, unknown>>) =>
  parseTokenRequest({ Target: OBJECT, Permission: 'READ', ...body }).access;

describe('issueToken', () => {
  test('answers with what STS issued, for the target asked for and no more', async () => {
    const deps = broker();
    expect(await issueToken(accessOf({}), alice, 'request-1', deps)).toEqual({
      Credentials: {
        AccessKeyId: 'ASIA1',
        SecretAccessKey: 'secret-access-key',
        SessionToken: 'session-token',
        Expiration: '2026-11-21T21:00:00Z',
      },
      FederatedUser: {
        FederatedUserId: `111122223333:${federatedUserNameOf(alice)}`,
        Arn: `arn:aws:sts::111122223333:federated-user/${federatedUserNameOf(alice)}`,
      },
      PackedPolicySize: 12,
      Policy: compileSessionPolicy(parseTarget(OBJECT), 'READ', 'aws'),
      GrantId: 'grant',
      MatchedGrantTarget: SCOPE,
    });
    expect(deps.tokens.requests).toEqual([
      {
        name: federatedUserNameOf(alice),
        policy: sessionPolicyText(parseTarget(OBJECT), 'READ', 'aws'),
        durationSeconds: 3600,
      },
    ]);
  });

  test('records one event without a secret, whose hash is of the policy that STS got', async () => {
    const deps = broker();
    await issueToken(accessOf({}), alice, 'request-1', deps);
    const policy = deps.tokens.requests[0]?.policy ?? '';
    expect(deps.audit.events).toEqual([
      {
        type: 'TokenIssued',
        requestId: 'request-1',
        callerArn: ALICE,
        target: OBJECT,
        permission: 'READ',
        federatedUserName: federatedUserNameOf(alice),
        grantId: 'grant',
        policySha256: createHash('sha256').update(policy).digest('hex'),
        accessKeyId: 'ASIA1',
        expiration: new Date('2026-11-21T21:00:00Z'),
        durationSeconds: 3600,
      },
    ]);
    expect(JSON.stringify(deps.audit.events)).not.toMatch(/secret-access-key|session-token/);
  });

  test('acts for the named user where the grant allows the name', async () => {
    const deps = broker({ maxDurationSeconds: 7200, federatedUserNames: ['User*'] });
    await issueToken(accessOf({ Name: 'User1', DurationSeconds: 7200 }), alice, 'request-1', deps);
    expect(deps.tokens.requests).toMatchObject([{ name: 'User1', durationSeconds: 7200 }]);
    expect(deps.audit.events).toMatchObject([
      { federatedUserName: 'User1', durationSeconds: 7200 },
    ]);
  });

  test('refuses what no grant covers, records that and never calls STS', async () => {
    const deps = broker();
    const access = accessOf({ Permission: 'WRITE', Name: 'User1' });
    await expect(issueToken(access, alice, 'request-1', deps)).rejects.toMatchObject({
      code: 'AccessDenied',
      message: `No grant of yours covers WRITE on ${OBJECT} as User1. GET /grants lists your grants, a dry run says what each of them lacks.`,
    });
    expect(deps.tokens.requests).toEqual([]);
    expect(deps.audit.events).toEqual([
      {
        type: 'AccessDenied',
        requestId: 'request-1',
        callerArn: ALICE,
        target: OBJECT,
        permission: 'WRITE',
        federatedUserName: 'User1',
      },
    ]);
  });

  test('never calls STS with a policy that it does not take', async () => {
    const deps = broker();
    const access = accessOf({ Target: `s3://amzn-s3-demo-bucket/team-a/${'?'.repeat(600)}` });
    await expect(issueToken(access, alice, 'request-1', deps)).rejects.toMatchObject({
      code: 'PolicyTooLarge',
    });
    expect(deps.tokens.requests).toEqual([]);
    expect(deps.audit.events).toEqual([]);
  });

  test('passes on what STS failed with and records no token', async () => {
    const deps = broker();
    deps.tokens.failure = brokerError('Throttled');
    await expect(issueToken(accessOf({}), alice, 'request-1', deps)).rejects.toBe(
      deps.tokens.failure,
    );
    expect(deps.audit.events).toEqual([]);
  });
});

describe('explainToken', () => {
  test('shows the grant and the policy that a request would have', () => {
    expect(explainToken(accessOf({}), alice, broker())).toEqual({
      Decision: 'ALLOWED',
      GrantId: 'grant',
      Policy: compileSessionPolicy(parseTarget(OBJECT), 'READ', 'aws'),
      PolicySize: sessionPolicyText(parseTarget(OBJECT), 'READ', 'aws').length,
    });
  });

  test('shows in what the grants of a refused caller fail', () => {
    const access = accessOf({ Permission: 'WRITE', DurationSeconds: 7200 });
    expect(explainToken(access, alice, broker())).toEqual({
      Decision: 'REFUSED',
      NearMisses: [{ GrantId: 'grant', Fails: ['permission', 'duration'] }],
    });
  });

  test('refuses a policy that STS would not take, and shows its size', () => {
    const Target = `s3://amzn-s3-demo-bucket/team-a/${'x'.repeat(1000)}/*`;
    expect(explainToken(accessOf({ Target }), alice, broker())).toMatchObject({
      Decision: 'REFUSED',
      GrantId: expect.any(String),
      PolicySize: 2280,
      NearMisses: [],
    });
  });
});
