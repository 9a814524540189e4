import type { BrokerError } from '../../../core/broker-error.ts';
import type { Claims } from '../../../core/callers/claims.ts';
import { federatedUserNameOf } from '../../../core/callers/federated-user-name.ts';
import type { JwtCaller } from '../../../core/callers/identity.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { compileSessionPolicy } from '../../../core/policies/session-policy.ts';
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
  REGION,
  RecordedAudit,
} from '../fixtures.ts';

const SCOPE = 's3://amzn-s3-demo-bucket/team-a/*';
const alice = callerOf(ALICE);
const LAST_MODIFIED = new Date('2026-11-20T08:09:10.123Z');

/** Replaces S3. It refuses the sessions in `refused`. */
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
    region: REGION,
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
  test('asks S3 in the Region of the grant', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    const elsewhere = grantTo('role/TeamA', SCOPE, 'READ', { region: 'eu-central-1' });
    await list(
      { ...deps, grants: indexGrants([elsewhere]), sessions: new SessionCache() },
      'prefix=team-a/',
    );
    expect(deps.objectKeys.calls.map(({ request }) => request.region)).toEqual([
      undefined,
      'eu-central-1',
    ]);
  });

  test('returns a page in the form of ListObjectsV2', async () => {
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

  test('uses a session with only LIST for the scope, even if the grant allows more', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/x');
    expect(deps.tokens.requests).toEqual([
      {
        name: federatedUserNameOf(alice),
        policy: JSON.stringify(
          compileSessionPolicy([{ target: parseTarget(SCOPE), permission: 'LIST' }], 'aws'),
        ),
        durationSeconds: 3600,
        tags: [],
      },
    ]);
  });

  test('records the listing and its session', async () => {
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
    'refuses ?%s, records the refusal and calls neither STS nor S3',
    async (query) => {
      const deps = broker();
      await expect(list(deps, query)).rejects.toMatchObject({ code: 'AccessDenied' });
      expect([deps.tokens.requests, deps.objectKeys.calls]).toEqual([[], []]);
      expect(deps.audit.events).toMatchObject([{ type: 'AccessDenied', permission: 'LIST' }]);
    },
  );

  test('escapes control characters of a refused prefix in the message', async () => {
    await expect(list(broker(), 'prefix=%1B%5B2J')).rejects.toThrow(
      'LIST on s3://amzn-s3-demo-bucket/\\u{1b}[2J*.',
    );
  });

  test('uses one session for all listings of a caller with the same grant', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    await list(deps, 'prefix=team-a/y/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1']);
  });

  test('never uses the session of one grant for another grant', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    await list(deps, 'prefix=team-a/x/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA2']);
    expect(deps.audit.events).toMatchObject([{ grantId: 'grant' }, { grantId: 'narrow' }]);
  });

  test('never uses a session for another caller, session name or federated user', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    await list(deps, 'prefix=team-a/', callerOf(ALICE.replace('/alice', '/mallory')));
    await list(deps, 'prefix=team-a/&name=User1');
    await list(deps, 'prefix=team-a/&name=User2');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA2', 'ASIA3', 'ASIA4']);
    expect(deps.tokens.requests.map(({ name }) => name).slice(2)).toEqual(['User1', 'User2']);
  });

  describe('by a caller with a token', () => {
    const homes = (more: Readonly<Record<string, unknown>> = {}) => ({
      ...broker(),
      grants: indexGrants([grantOf({ scope: 's3://amzn-s3-demo-bucket/{team}/*', ...more })]),
    });
    const member = (claims: Claims, issuer?: string) =>
      jwtCallerOf({ team: 'team-a', ...claims }, issuer);

    test('is limited to the folder of its claims, and recorded with issuer, subject and name', async () => {
      const deps = homes({ kmsKey: KMS_KEY });
      await list(deps, 'prefix=team-a/', member({}));
      expect(deps.tokens.requests).toMatchObject([
        {
          policy: JSON.stringify(
            compileSessionPolicy([{ target: parseTarget(SCOPE), permission: 'LIST' }], 'aws'),
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

    test('uses one session as long as the claims in the grant are the same', async () => {
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

    test('never uses the session of its previous folder', async () => {
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

  test('replaces a cached session that S3 refuses, once, and caches the new one', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    deps.objectKeys.refused.set('ASIA1', brokerError('BucketAccessDenied'));
    await list(deps, 'prefix=team-a/');
    await list(deps, 'prefix=team-a/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1', 'ASIA2', 'ASIA2']);
  });

  test('reports the refusal if S3 refuses the new session, too', async () => {
    const deps = broker();
    await list(deps, 'prefix=team-a/');
    deps.objectKeys.refused.set('ASIA1', brokerError('BucketAccessDenied'));
    deps.objectKeys.refused.set('ASIA2', brokerError('BucketAccessDenied'));
    await expect(list(deps, 'prefix=team-a/')).rejects.toMatchObject({
      code: 'BucketAccessDenied',
    });
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA1', 'ASIA2']);
  });

  test('does not retry and does not cache if S3 refuses a session that was just issued', async () => {
    const deps = broker();
    deps.objectKeys.refused.set('ASIA1', brokerError('BucketAccessDenied'));
    await expect(list(deps, 'prefix=team-a/')).rejects.toMatchObject({
      code: 'BucketAccessDenied',
    });
    await list(deps, 'prefix=team-a/');
    expect(keysUsed(deps)).toEqual(['ASIA1', 'ASIA2']);
  });

  test('records the session that S3 refused', async () => {
    const deps = broker();
    deps.objectKeys.refused.set('ASIA1', brokerError('BucketAccessDenied'));
    await expect(list(deps, 'prefix=team-a/')).rejects.toThrow();
    expect(deps.audit.events).toMatchObject([
      { type: 'ListingRefused', caller: { arn: ALICE }, grantId: 'grant', accessKeyId: 'ASIA1' },
    ]);
  });

  test.each(['NoSuchBucket', 'UpstreamFailure', 'UpstreamTimeout'] as const)(
    'keeps its session after %s and tries no other session',
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
