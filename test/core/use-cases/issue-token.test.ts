import { createHash } from 'node:crypto';
import { federatedUserNameOf } from '../../../core/callers/federated-user-name.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { compileSessionPolicy } from '../../../core/policies/session-policy.ts';
import { parseTokenRequest } from '../../../core/requests/token-request.ts';
import { timestamp } from '../../../core/timestamp.ts';
import { explainToken, issueToken } from '../../../core/use-cases/issue-token.ts';
import { parseTarget } from '../aws/parse-target.ts';
import {
  ALICE,
  brokerError,
  callerOf,
  FakeFederationTokens,
  grantOf,
  grantTo,
  ISSUER,
  jwtCallerOf,
  KMS_KEY,
  NOW,
  REGION,
  RecordedAudit,
} from '../fixtures.ts';

const SCOPE = 's3://amzn-s3-demo-bucket/team-a/*';
const OBJECT = 's3://amzn-s3-demo-bucket/team-a/report.csv';
const ACCESS = { target: parseTarget(OBJECT), permission: 'READ' } as const;
const alice = callerOf(ALICE);

function broker(more: Readonly<Record<string, unknown>> = {}) {
  return {
    partition: 'aws',
    region: REGION,
    clock: () => NOW,
    grants: indexGrants([grantTo('role/TeamA', SCOPE, 'READ', more)]),
    tokens: new FakeFederationTokens(),
    audit: new RecordedAudit(),
  };
}

/** A broker that grants each caller with a token its own folder. */
function homes(more: Readonly<Record<string, unknown>> = {}) {
  return { ...broker(), grants: indexGrants([grantOf({ id: 'homes', ...more })]) };
}

const HOME_TARGET = 's3://amzn-s3-demo-bucket/home/alice/*';
const HOME = { target: parseTarget(HOME_TARGET), permission: 'READ' } as const;

const sessionOf = (body: Readonly<Record<string, unknown>>) =>
  parseTokenRequest({ Target: OBJECT, Permission: 'READ', ...body }).session;

describe('issueToken', () => {
  test('returns credentials for exactly the requested target', async () => {
    const deps = broker();
    expect(await issueToken(sessionOf({}), alice, 'request-1', deps)).toEqual({
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
      Policy: compileSessionPolicy([ACCESS], 'aws'),
      Accesses: [
        {
          Target: OBJECT,
          Permission: 'READ',
          GrantId: 'grant',
          MatchedGrantTarget: SCOPE,
          Region: REGION,
        },
      ],
    });
    expect(deps.tokens.requests).toEqual([
      {
        name: federatedUserNameOf(alice),
        policy: JSON.stringify(compileSessionPolicy([ACCESS], 'aws')),
        durationSeconds: 3600,
        tags: [],
      },
    ]);
  });

  test('records one event without a secret, with the hash of the policy that STS got', async () => {
    const deps = broker();
    await issueToken(sessionOf({}), alice, 'request-1', deps);
    const policy = deps.tokens.requests[0]?.policy ?? '';
    expect(deps.audit.events).toEqual([
      {
        type: 'TokenIssued',
        requestId: 'request-1',
        caller: { arn: ALICE },
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

  test('acts for the named user if the grant allows the name', async () => {
    const deps = broker({ maxDurationSeconds: 7200, federatedUserNames: ['User*'] });
    await issueToken(sessionOf({ Name: 'User1', DurationSeconds: 7200 }), alice, 'request-1', deps);
    expect(deps.tokens.requests).toMatchObject([{ name: 'User1', durationSeconds: 7200 }]);
    expect(deps.audit.events).toMatchObject([
      { federatedUserName: 'User1', durationSeconds: 7200 },
    ]);
  });

  test("sends the KMS key and the tags of the grant to STS, with the caller's claims filled in", async () => {
    const deps = homes({ kmsKey: KMS_KEY, tags: { team: 'a', user: '{sub}' } });
    const response = await issueToken({ accesses: [HOME] }, jwtCallerOf({}), 'request-1', deps);
    expect(response).toMatchObject({
      Accesses: [{ GrantId: 'homes', MatchedGrantTarget: HOME_TARGET, Region: REGION }],
    });
    expect(deps.tokens.requests).toEqual([
      {
        name: federatedUserNameOf(jwtCallerOf({})),
        policy: JSON.stringify(compileSessionPolicy([{ ...HOME, kmsKey: KMS_KEY }], 'aws')),
        durationSeconds: 3600,
        tags: [
          { key: 'team', value: 'a' },
          { key: 'user', value: 'alice' },
        ],
      },
    ]);
    expect(response.Policy).toEqual(JSON.parse(deps.tokens.requests[0]?.policy ?? ''));
  });

  test('records issuer, subject and name of a caller with a token, and no other claim', async () => {
    const deps = homes();
    const caller = { ...jwtCallerOf({ ssn: '078-05-1120' }), displayName: 'Alice A' };
    await issueToken({ accesses: [HOME] }, caller, 'request-1', deps);
    expect(deps.audit.events).toMatchObject([{ type: 'TokenIssued' }]);
    expect(deps.audit.events).toEqual([
      expect.objectContaining({ caller: { issuer: ISSUER, subject: 'alice', name: 'Alice A' } }),
    ]);
    expect(JSON.stringify(deps.audit.events)).not.toContain('078');
  });

  test("refuses another person's folder, even if the caller changes its display name", async () => {
    const deps = homes();
    const mallory = jwtCallerOf({ sub: 'mallory', name: 'alice', email: 'alice' });
    await expect(
      issueToken({ accesses: [HOME] }, mallory, 'request-1', deps),
    ).rejects.toMatchObject({
      code: 'AccessDenied',
    });
    expect(deps.tokens.requests).toEqual([]);
    expect(deps.audit.events).toMatchObject([
      { type: 'AccessDenied', caller: { issuer: ISSUER, subject: 'mallory', name: 'mallory' } },
    ]);
  });

  test('accepts a tag of 256 characters, and does not call STS with a longer one', async () => {
    const deps = homes({ tags: { user: 'u:{name}' } });
    const caller = (length: number) => jwtCallerOf({ name: 'n'.repeat(length) });
    await issueToken({ accesses: [HOME] }, caller(254), 'request-1', deps);
    expect(deps.tokens.requests).toHaveLength(1);
    await expect(
      issueToken({ accesses: [HOME] }, caller(255), 'request-2', deps),
    ).rejects.toMatchObject({
      code: 'PolicyTooLarge',
      message:
        'The session tag user has 257 characters with your claims filled in; STS accepts at most 256.',
    });
    expect(deps.tokens.requests).toHaveLength(1);
    expect(deps.audit.events).toHaveLength(1);
  });

  describe('for several accesses', () => {
    const read = { Target: 's3://amzn-s3-demo-bucket/in/x', Permission: 'READ' };
    const write = { Target: 's3://amzn-s3-demo-bucket/out/*', Permission: 'WRITE' };
    const session = (...Accesses: readonly object[]) => parseTokenRequest({ Accesses }).session;
    const copier = (reader = {}, writer = {}) => ({
      ...broker(),
      grants: indexGrants([
        grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/in/*', 'READ', { id: 'reader', ...reader }),
        grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/out/*', 'WRITE', {
          id: 'writer',
          ...writer,
        }),
      ]),
    });

    test('starts one session with exactly these accesses, and names the grant of each', async () => {
      const deps = copier({ tags: { team: 'a' }, maxDurationSeconds: 900 }, { kmsKey: KMS_KEY });
      const response = await issueToken(session(read, write), alice, 'request-1', deps);
      expect(response.Accesses).toEqual([
        {
          ...read,
          GrantId: 'reader',
          MatchedGrantTarget: 's3://amzn-s3-demo-bucket/in/*',
          Region: REGION,
        },
        { ...write, GrantId: 'writer', MatchedGrantTarget: write.Target, Region: REGION },
      ]);
      const policy = compileSessionPolicy(
        [
          { target: parseTarget(read.Target), permission: 'READ' },
          { target: parseTarget(write.Target), permission: 'WRITE', kmsKey: KMS_KEY },
        ],
        'aws',
      );
      expect(response.Policy).toEqual(policy);
      expect(deps.tokens.requests).toEqual([
        {
          name: federatedUserNameOf(alice),
          policy: JSON.stringify(policy),
          durationSeconds: 900,
          tags: [{ key: 'team', value: 'a' }],
        },
      ]);
    });

    test('records one event for each access, with the same access key id', async () => {
      const deps = copier();
      await issueToken(session(read, write), alice, 'request-1', deps);
      const common = { type: 'TokenIssued', requestId: 'request-1', accessKeyId: 'ASIA1' };
      expect(deps.audit.events).toMatchObject([
        { ...common, target: read.Target, permission: 'READ', grantId: 'reader' },
        { ...common, target: write.Target, permission: 'WRITE', grantId: 'writer' },
      ]);
      expect(deps.audit.events).toHaveLength(2);
    });

    test('gives nothing if one access has no grant, and names and records only that access', async () => {
      const deps = copier();
      const neighbour = { Target: 's3://amzn-s3-demo-bucket/outer/*', Permission: 'WRITE' };
      await expect(
        issueToken(session(read, neighbour), alice, 'request-1', deps),
      ).rejects.toMatchObject({
        code: 'AccessDenied',
        message: expect.stringContaining(
          `None of your grants covers WRITE on ${neighbour.Target}.`,
        ),
      });
      expect(deps.tokens.requests).toEqual([]);
      expect(deps.audit.events).toMatchObject([{ type: 'AccessDenied', target: neighbour.Target }]);
      expect(deps.audit.events).toHaveLength(1);
    });

    test('does not call STS if two grants give a tag different values, and a dry run says so', async () => {
      const deps = copier({ tags: { team: 'a' } }, { tags: { team: 'b' } });
      const request = session(read, write);
      const Message = expect.stringContaining(
        'The grants reader and writer give the session tag team',
      );
      await expect(issueToken(request, alice, 'request-1', deps)).rejects.toMatchObject({
        code: 'InvalidRequest',
        message: Message,
      });
      expect(deps.tokens.requests).toEqual([]);
      expect(deps.audit.events).toEqual([]);
      expect(explainToken(request, alice, deps)).toMatchObject({ Decision: 'REFUSED', Message });
    });

    test('explains each access of a refused session', () => {
      const refused = { ...read, Permission: 'WRITE' };
      expect(explainToken(session(refused, write), alice, copier())).toEqual({
        Decision: 'REFUSED',
        Accesses: [
          {
            ...refused,
            NearMisses: [
              { GrantId: 'reader', Fails: ['permission'] },
              { GrantId: 'writer', Fails: ['scope'] },
            ],
          },
          { ...write, GrantId: 'writer', MatchedGrantTarget: write.Target, Region: REGION },
        ],
      });
    });
  });

  test('refuses a request that no grant covers, records the refusal and does not call STS', async () => {
    const deps = broker();
    const access = sessionOf({ Permission: 'WRITE', Name: 'User1' });
    await expect(issueToken(access, alice, 'request-1', deps)).rejects.toMatchObject({
      code: 'AccessDenied',
      message: `None of your grants covers WRITE on ${OBJECT} as User1. GET /grants lists them. A dry run says why they do not cover it.`,
    });
    expect(deps.tokens.requests).toEqual([]);
    expect(deps.audit.events).toEqual([
      {
        type: 'AccessDenied',
        requestId: 'request-1',
        caller: { arn: ALICE },
        target: OBJECT,
        permission: 'WRITE',
        federatedUserName: 'User1',
      },
    ]);
  });

  test('records a refusal with the requested duration and name', async () => {
    const deps = broker();
    const access = sessionOf({ DurationSeconds: 7200 });
    await expect(issueToken(access, alice, 'request-1', deps)).rejects.toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(`covers READ on ${OBJECT} for 7200 seconds. GET /grants`),
    });
    expect(deps.audit.events).toMatchObject([
      { federatedUserName: federatedUserNameOf(alice), durationSeconds: 7200 },
    ]);
  });

  test('does not call STS with a policy that is too large', async () => {
    const deps = broker();
    const access = sessionOf({ Target: `s3://amzn-s3-demo-bucket/team-a/${'?'.repeat(600)}` });
    await expect(issueToken(access, alice, 'request-1', deps)).rejects.toMatchObject({
      code: 'PolicyTooLarge',
    });
    expect(deps.tokens.requests).toEqual([]);
    expect(deps.audit.events).toEqual([]);
  });

  test('passes on the failure of STS, and records no token', async () => {
    const deps = broker();
    deps.tokens.failure = brokerError('Throttled');
    await expect(issueToken(sessionOf({}), alice, 'request-1', deps)).rejects.toBe(
      deps.tokens.failure,
    );
    expect(deps.audit.events).toEqual([]);
  });
});

describe('explainToken', () => {
  test('shows the grant and the policy of the session', () => {
    expect(explainToken(sessionOf({}), alice, broker())).toEqual({
      Decision: 'ALLOWED',
      Accesses: [
        {
          Target: OBJECT,
          Permission: 'READ',
          GrantId: 'grant',
          MatchedGrantTarget: SCOPE,
          Region: REGION,
        },
      ],
      DurationSeconds: 3600,
      Policy: compileSessionPolicy([ACCESS], 'aws'),
      PolicySize: JSON.stringify(compileSessionPolicy([ACCESS], 'aws')).length,
    });
  });

  test('shows when each grant ends, and how long a session lasts that ends with its grant', () => {
    const validUntil = timestamp(new Date(NOW.getTime() + 1_800_000));
    const deps = homes({ validUntil });
    const explained = explainToken({ accesses: [HOME] }, jwtCallerOf({}), deps);
    expect(explained).toMatchObject({
      Decision: 'ALLOWED',
      Accesses: [{ ValidUntil: validUntil }],
      DurationSeconds: 1_770,
    });
  });

  test('shows the tags of the session', () => {
    const deps = homes({ tags: { user: '{sub}', team: 'a' } });
    expect(explainToken({ accesses: [HOME] }, jwtCallerOf({}), deps)).toMatchObject({
      Decision: 'ALLOWED',
      Tags: [
        { Key: 'user', Value: 'alice' },
        { Key: 'team', Value: 'a' },
      ],
    });
  });

  test('refuses a tag that is too long for STS', () => {
    const deps = homes({ tags: { user: '{name}' } });
    const explained = (length: number) =>
      explainToken({ accesses: [HOME] }, jwtCallerOf({ name: 'n'.repeat(length) }), deps).Decision;
    expect([explained(256), explained(257)]).toEqual(['ALLOWED', 'REFUSED']);
  });

  test.each([{}, { team: 'a/b' }, { team: ['a'] }])(
    'shows that a token with %j lacks a claim that a grant needs',
    (claims) => {
      const deps = homes({ scope: 's3://amzn-s3-demo-bucket/{team}/*', permission: 'LIST' });
      expect(explainToken({ accesses: [HOME] }, jwtCallerOf(claims), deps)).toEqual({
        Decision: 'REFUSED',
        Accesses: [
          {
            Target: HOME_TARGET,
            Permission: 'READ',
            NearMisses: [{ GrantId: 'homes', Fails: ['claims', 'permission'] }],
          },
        ],
      });
    },
  );

  test('shows why the grants of the caller do not cover the request', () => {
    const access = sessionOf({ Permission: 'WRITE', DurationSeconds: 7200 });
    expect(explainToken(access, alice, broker())).toEqual({
      Decision: 'REFUSED',
      Accesses: [
        {
          Target: OBJECT,
          Permission: 'WRITE',
          NearMisses: [{ GrantId: 'grant', Fails: ['permission', 'duration'] }],
        },
      ],
    });
  });

  test('refuses a policy that is too large for STS, and shows its size', () => {
    const Target = `s3://amzn-s3-demo-bucket/team-a/${'x'.repeat(1000)}/*`;
    expect(explainToken(sessionOf({ Target }), alice, broker())).toMatchObject({
      Decision: 'REFUSED',
      Accesses: [{ GrantId: 'grant' }],
      PolicySize: 2426,
      Message: expect.stringContaining('has 2426 characters; STS accepts at most 2048.'),
    });
  });
});

describe("a policy of the caller's own", () => {
  const BUCKET_ARN = 'arn:aws:s3:::amzn-s3-demo-bucket';
  const READING = {
    Sid: 'Reports',
    Effect: 'Allow',
    Action: ['s3:getObject', 's3:GetObject'],
    Resource: `${BUCKET_ARN}/team-a/report.csv`,
  };
  const LISTING = { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET_ARN };
  const DELETING = {
    Effect: 'Allow',
    Action: 's3:DeleteObject',
    Resource: `${BUCKET_ARN}/team-a/*`,
  };
  const requestFor = (Policy: unknown) => parseTokenRequest({ Policy }).session;
  const REWRITTEN = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: READING.Resource }],
  };

  test.each([
    { Statement: READING },
    JSON.stringify({ Version: '2012-10-17', Id: 'x', Statement: [READING] }, null, 2),
  ])('STS gets it as the broker has written it anew, with only its actions: %j', async (policy) => {
    const deps = broker();
    const response = await issueToken(requestFor(policy), alice, 'request-1', deps);
    expect(deps.tokens.requests).toMatchObject([{ policy: JSON.stringify(REWRITTEN) }]);
    expect(response).toMatchObject({
      Policy: REWRITTEN,
      Accesses: [
        { Target: OBJECT, Permission: 'READ', GrantId: 'grant', MatchedGrantTarget: SCOPE },
      ],
    });
    expect(deps.audit.events).toMatchObject([
      { type: 'TokenIssued', target: OBJECT, permission: 'READ', grantId: 'grant' },
    ]);
  });

  test('is refused as a whole, and each statement outside the grants is named', async () => {
    const deps = broker();
    const policy = { Statement: [READING, LISTING, DELETING, LISTING] };
    await expect(issueToken(requestFor(policy), alice, 'request-1', deps)).rejects.toMatchObject({
      code: 'AccessDenied',
      message:
        'None of your grants covers LIST on s3://amzn-s3-demo-bucket/* (Policy.Statement[1], Policy.Statement[3]; ' +
        'to list one folder, add "Condition": {"StringLike": {"s3:prefix": "FOLDER/*"}}), or WRITE on ' +
        `${SCOPE} (Policy.Statement[2], which must be able to delete). GET /grants lists them. ` +
        'A dry run says why they do not cover it.',
    });
    expect(deps.tokens.requests).toEqual([]);
    expect(deps.audit.events).toMatchObject([
      { type: 'AccessDenied', target: 's3://amzn-s3-demo-bucket/*', permission: 'LIST' },
      { type: 'AccessDenied', target: SCOPE, permission: 'WRITE' },
    ]);
  });

  test('gets the shortest duration and the tags of the grants that cover it', async () => {
    const deps = broker({ maxDurationSeconds: 900, tags: { team: 'a' } });
    await issueToken(requestFor({ Statement: READING }), alice, 'request-1', deps);
    expect(deps.tokens.requests).toMatchObject([
      { durationSeconds: 900, tags: [{ key: 'team', value: 'a' }] },
    ]);
  });

  test('a dry run shows the policy that STS would get', () => {
    expect(explainToken(requestFor({ Statement: READING }), alice, broker())).toMatchObject({
      Decision: 'ALLOWED',
      Policy: REWRITTEN,
      PolicySize: JSON.stringify(REWRITTEN).length,
    });
  });

  test('a dry run says that a grant with createOnly does not cover a policy that deletes', () => {
    const grants = [
      grantTo('role/TeamA', SCOPE, 'WRITE', { createOnly: true, maxDurationSeconds: 900 }),
    ];
    const deps = { ...broker(), grants: indexGrants(grants) };
    expect(explainToken(requestFor({ Statement: DELETING }), alice, deps)).toMatchObject({
      Decision: 'REFUSED',
      Accesses: [{ NearMisses: [{ GrantId: 'grant', Fails: ['createOnly'] }] }],
    });
  });

  test('is refused if the policy that the broker has made of it is too large for STS', async () => {
    const deps = broker();
    const keys = Array.from(
      { length: 9 },
      (_, index) => `${BUCKET_ARN}/team-a/${index}${'x'.repeat(250)}`,
    );
    const request = requestFor({ Statement: { ...READING, Resource: keys } });
    const message =
      /^The session policy that the broker has made of your policy has \d+ characters; STS accepts at most 2048\. Name fewer/;
    await expect(issueToken(request, alice, 'request-1', deps)).rejects.toMatchObject({
      code: 'PolicyTooLarge',
      message: expect.stringMatching(message),
    });
    expect(deps.tokens.requests).toEqual([]);
    expect(explainToken(request, alice, deps)).toMatchObject({
      Decision: 'REFUSED',
      Message: expect.stringMatching(message),
    });
  });
});
