import type { BrokerError } from '../../../core/broker-error.ts';
import type { Claims } from '../../../core/callers/claims.ts';
import { federatedUserNameOf } from '../../../core/callers/federated-user-name.ts';
import type { JwtCaller } from '../../../core/callers/identity.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { compileSessionPolicy, sessionPolicyText } from '../../../core/policies/session-policy.ts';
import { parseListRequest } from '../../../core/requests/list-request.ts';
import { listObjects } from '../../../core/use-cases/list-objects.ts';
import type {
  FederationToken,
  ObjectKeysPage,
  ObjectKeysRequest,
} from '../../../core/use-cases/ports.ts';
import { SessionCache } from '../../../core/use-cases/session-cache.ts';
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
  RecordedAudit,
} from '../fixtures.ts';

const SCOPE = 's3://amzn-s3-demo-bucket/team-a/*';
const alice = callerOf(ALICE);
const LAST_MODIFIED = new Date('2026-11-20T08:09:10.123Z');

/** S3 as the core sees it, which refuses the sessions in `refused`. */
class FakeObjectKeys {
  readonly refused = new Map<string, BrokerError>();
  readonly calls: { readonly accessKeyId: string; readonly request: ObjectKeysRequest }[] = [];

  async list(
    { accessKeyId }: FederationToken['credentials'],
    request: ObjectKeysRequest,
  ): Promise<ObjectKeysPage> {
    this.calls.push({ accessKeyId, request });
    const refusal = this.refused.get(accessKeyId);
    if (refusal !== undefined) {
      throw refusal;
    }
    return {
      name: request.bucket,
      prefix: request.prefix ?? '',
      keyCount: 2,
      maxKeys: request.maxKeys,
      isTruncated: true,
      nextContinuationToken: 'next',
      contents: [
        {
          objectKey: 'team-a/a',
          eTag: '"e"',
          size: 5,
          lastModified: LAST_MODIFIED,
          storageClass: 'STANDARD',
        },
      ],
      commonPrefixes: ['team-a/x/'],
    };
  }
}

function broker() {
  const tokens = new FakeFederationTokens();
  return {
    partition: 'aws',
    grants: indexGrants([
      grantTo('role/TeamA', SCOPE, 'READ'),
      grantTo('role/TeamA', SCOPE, 'LIST', { federatedUserNames: ['User*'] }),
      grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/team-a/x/*', 'LIST', { id: 'narrow' }),
    ]),
    tokens,
    objectKeys: new FakeObjectKeys(),
    audit: new RecordedAudit(),
    sessions: new SessionCache(),
    clock: () => tokens.now,
  };
}

const list = (deps: ReturnType<typeof broker>, query: string, caller = alice) =>
  listObjects(parseListRequest('amzn-s3-demo-bucket', query), caller, 'request-1', deps);
const keysUsed = ({ objectKeys }: ReturnType<typeof broker>) =>
  objectKeys.calls.map(({ accessKeyId }) => accessKeyId);

describe('listObjects', () => {
  test('answers a page in the shape of ListObjectsV2', async () => {
    const deps = broker();
    expect(await list(deps, 'prefix=team-a/&delimiter=/&max-keys=50')).toEqual({
      Name: 'amzn-s3-demo-bucket',
      Prefix: 'team-a/',
      KeyCount: 2,
      MaxKeys: 50,
      IsTruncated: true,
      NextContinuationToken: 'next',
      Contents: [
        {
          Key: 'team-a/a',
          ETag: '"e"',
          Size: 5,
          LastModified: '2026-11-20T08:09:10Z',
          StorageClass: 'STANDARD',
        },
      ],
      CommonPrefixes: [{ Prefix: 'team-a/x/' }],
    });
    expect(deps.objectKeys.calls).toMatchObject([
      {
        request: { bucket: 'amzn-s3-demo-bucket', prefix: 'team-a/', delimiter: '/', maxKeys: 50 },
      },
    ]);
  });

  test('lists with a LIST session for the scope of the grant, though it grants more', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/x');
    expect(deps.tokens.requests).toEqual([
      {
        name: federatedUserNameOf(alice),
        policy: sessionPolicyText(
          compileSessionPolicy({ target: parseTarget(SCOPE), permission: 'LIST' }, 'aws'),
        ),
        durationSeconds: 3600,
        tags: [],
      },
    ]);
  });

  test('records what was listed and with which session', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/x');
    expect(deps.audit.events).toEqual([
      {
        type: 'KeysListed',
        requestId: 'request-1',
        caller: { arn: ALICE },
        target: 's3://amzn-s3-demo-bucket/team-a/x*',
        permission: 'LIST',
        federatedUserName: federatedUserNameOf(alice),
        grantId: 'grant',
        policySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        accessKeyId: 'ASIA1',
        expiration: new Date('2026-11-21T21:00:00Z'),
        keyCount: 2,
      },
    ]);
  });

  test.each(['', 'prefix=', 'prefix=team-', 'prefix=team-a', 'prefix=team-ab/', 'prefix=/team-a/'])(
    'refuses ?%s, records that and calls neither STS nor S3',
    async (query) => {
      const deps = broker();
      await expect(list(deps, query)).rejects.toMatchObject({ code: 'AccessDenied' });
      expect([deps.tokens.requests, deps.objectKeys.calls]).toEqual([[], []]);
      expect(deps.audit.events).toMatchObject([{ type: 'AccessDenied', permission: 'LIST' }]);
    },
  );

  test('shows no control character of a refused prefix', async () => {
    await expect(list(broker(), 'prefix=%1B%5B2J')).rejects.toThrow(
      'LIST on s3://amzn-s3-demo-bucket/\\u{1b}[2J*.',
    );
  });

  test('uses one session for all listings of a caller under a grant', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    await list(deps, 'prefix=team-a/y/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1']);
  });

  test('never uses a session of one grant for a listing under another', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    await list(deps, 'prefix=team-a/x/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA2']);
    expect(deps.audit.events).toMatchObject([{ grantId: 'grant' }, { grantId: 'narrow' }]);
  });

  test('never lends a session to another caller, session name or federated user', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    await list(deps, 'prefix=team-a/', callerOf(ALICE.replace('/alice', '/mallory')));
    await list(deps, 'prefix=team-a/&name=User1');
    await list(deps, 'prefix=team-a/&name=User2');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA2', 'ASIA3', 'ASIA4']);
    expect(deps.tokens.requests.map(({ name }) => name).slice(2)).toEqual(['User1', 'User2']);
  });

  describe('of a caller with a token', () => {
    const homes = (more: Readonly<Record<string, unknown>> = {}) => ({
      ...broker(),
      grants: indexGrants([grantOf({ scope: 's3://amzn-s3-demo-bucket/{team}/*', ...more })]),
    });
    const member = (claims: Claims, issuer?: string) =>
      jwtCallerOf({ team: 'team-a', ...claims }, issuer);

    test('is kept to the folder of its claims, and recorded by issuer, subject and name', async () => {
      const deps = homes({ kmsKey: KMS_KEY });
      await list(deps, 'prefix=team-a/', member({}));
      expect(deps.tokens.requests).toMatchObject([
        {
          policy: sessionPolicyText(
            compileSessionPolicy({ target: parseTarget(SCOPE), permission: 'LIST' }, 'aws'),
          ),
        },
      ]);
      expect(deps.audit.events).toMatchObject([
        { type: 'KeysListed', caller: { issuer: ISSUER, subject: 'alice', name: 'alice' } },
      ]);
      await expect(list(deps, 'prefix=team-b/', member({}))).rejects.toMatchObject({
        code: 'AccessDenied',
      });
    });

    test('uses one session as long as all that the grant reads of the token is the same', async () => {
      const deps = homes({ tags: { level: '{level}' } });
      await list(deps, 'prefix=team-a/', member({ level: '1', exp: 1, groups: ['a'] }));
      await list(deps, 'prefix=team-a/', member({ level: '1', exp: 2, groups: ['b'] }));
      expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1']);
    });

    test.each<[string, JwtCaller]>([
      ['another tag', member({ level: '2' })],
      ['another subject', member({ level: '1', sub: 'bob' })],
      ['another issuer', member({ level: '1' }, 'https://other.example.com')],
    ])('never uses a session for %s', async (_, other) => {
      const deps = homes({ tags: { level: '{level}' } });
      await list(deps, 'prefix=team-a/', member({ level: '1' }));
      await list(deps, 'prefix=team-a/', other);
      expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA2']);
    });

    test('never uses a session for a folder that it was in before', async () => {
      const deps = homes();
      await list(deps, 'prefix=team-a/', member({}));
      await list(deps, 'prefix=team-b/', member({ team: 'team-b' }));
      expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA2']);
      expect(deps.tokens.requests[1]?.policy).toContain('team-b/*');
    });
  });

  test('starts a new session five minutes before the old one expires', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    deps.tokens.now = new Date('2026-11-21T20:54:59Z');
    await list(deps, 'prefix=team-a/');
    deps.tokens.now = new Date('2026-11-21T20:55:00Z');
    await list(deps, 'prefix=team-a/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1', 'ASIA2']);
  });

  test('starts a cached session that S3 refuses anew, once, and keeps the new one', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    deps.objectKeys.refused.set('ASIA1', brokerError('BucketAccessDenied'));
    await list(deps, 'prefix=team-a/');
    await list(deps, 'prefix=team-a/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1', 'ASIA2', 'ASIA2']);
  });

  test('tells of the refusal where S3 refuses the new session too', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    deps.objectKeys.refused.set('ASIA1', brokerError('BucketAccessDenied'));
    deps.objectKeys.refused.set('ASIA2', brokerError('BucketAccessDenied'));
    await expect(list(deps, 'prefix=team-a/')).rejects.toMatchObject({
      code: 'BucketAccessDenied',
    });
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1', 'ASIA2']);
  });

  test('tries no second session where S3 refuses one that has just been issued, nor keeps it', async () => {
    const deps = broker();
    deps.objectKeys.refused.set('ASIA1', brokerError('BucketAccessDenied'));
    await expect(list(deps, 'prefix=team-a/')).rejects.toMatchObject({
      code: 'BucketAccessDenied',
    });
    await list(deps, 'prefix=team-a/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA2']);
  });

  test('records which session S3 refused', async () => {
    const deps = broker();
    deps.objectKeys.refused.set('ASIA1', brokerError('BucketAccessDenied'));
    await expect(list(deps, 'prefix=team-a/')).rejects.toThrow();
    expect(deps.audit.events).toMatchObject([
      { type: 'ListingRefused', caller: { arn: ALICE }, grantId: 'grant', accessKeyId: 'ASIA1' },
    ]);
  });

  test.each(['NoSuchBucket', 'UpstreamFailure', 'UpstreamTimeout'] as const)(
    'keeps its session through %s and tries no second one',
    async (code) => {
      const deps = broker();
      await list(deps, 'prefix=team-a/');
      deps.objectKeys.refused.set('ASIA1', brokerError(code));
      await expect(list(deps, 'prefix=team-a/')).rejects.toMatchObject({ code });
      deps.objectKeys.refused.clear();
      await list(deps, 'prefix=team-a/');
      expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1', 'ASIA1']);
      expect(deps.audit.events).toHaveLength(2);
    },
  );
});
