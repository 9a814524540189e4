import { createHash } from 'node:crypto';
import { federatedUserNameOf } from '../../../core/callers/federated-user-name.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { compileSessionPolicy } from '../../../core/policies/session-policy.ts';
import { parseConsoleRequest } from '../../../core/requests/console-request.ts';
import { timestamp } from '../../../core/timestamp.ts';
import { issueSignInLink } from '../../../core/use-cases/issue-sign-in-link.ts';
import type { SignInLinkRequest, SignInLinks } from '../../../core/use-cases/ports.ts';
import { parseTarget } from '../aws/parse-target.ts';
import {
  ALICE,
  brokerError,
  callerOf,
  FakeFederationTokens,
  grantTo,
  KMS_KEY,
  NOW,
  REGION,
  RecordedAudit,
} from '../fixtures.ts';

const TARGET = 's3://amzn-s3-demo-bucket/team-a/*';
const LINK = 'https://signin.example.com/federation?SigninToken=signin-token';
const ACCESS = { target: parseTarget(TARGET), permission: 'READ' } as const;
const alice = callerOf(ALICE);

class FakeSignInLinks implements SignInLinks {
  readonly requests: SignInLinkRequest[] = [];
  failure: Error | undefined;

  async create(request: SignInLinkRequest): Promise<string> {
    this.requests.push(request);
    if (this.failure !== undefined) {
      throw this.failure;
    }
    return LINK;
  }
}

function broker(grants: readonly Grant[], partition = 'aws') {
  return {
    partition,
    region: REGION,
    clock: () => NOW,
    grants: indexGrants(grants),
    tokens: new FakeFederationTokens(),
    signInLinks: new FakeSignInLinks(),
    audit: new RecordedAudit(),
  };
}

/** A grant for Alice's folder, by default with console. */
const folder = (more: Readonly<Record<string, unknown>> = {}) =>
  grantTo('role/TeamA', TARGET, 'READ', { id: 'folder', console: true, ...more });

const request = (more = '') => parseConsoleRequest(`target=${TARGET}${more}`);

describe('issueSignInLink', () => {
  test('returns only the link', async () => {
    const response = await issueSignInLink(request(), alice, 'request-1', broker([folder()]));
    expect(response).toStrictEqual({ SigninUrl: LINK });
  });

  test('signs in with credentials for exactly the requested target', async () => {
    const deps = broker([
      grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/*', 'READWRITE', {
        console: true,
        kmsKey: KMS_KEY,
        tags: { team: 'a' },
      }),
    ]);
    await issueSignInLink(request(), alice, 'request-1', deps);
    expect(deps.tokens.requests).toEqual([
      {
        name: federatedUserNameOf(alice),
        policy: JSON.stringify(compileSessionPolicy([{ ...ACCESS, kmsKey: KMS_KEY }], 'aws')),
        durationSeconds: 3600,
        tags: [{ key: 'team', value: 'a' }],
      },
    ]);
    expect(deps.signInLinks.requests).toEqual([
      {
        credentials: expect.objectContaining({
          accessKeyId: 'ASIA1',
          secretAccessKey: 'secret-access-key',
          sessionToken: 'session-token',
        }),
        signinHost: 'signin.aws.amazon.com',
        destination:
          'https://console.aws.amazon.com/s3/buckets/amzn-s3-demo-bucket?prefix=team-a%2F',
      },
    ]);
  });

  test('uses the sign-in of the partition', async () => {
    const deps = broker([folder()], 'aws-cn');
    await issueSignInLink(request(), alice, 'request-1', deps);
    expect(deps.signInLinks.requests).toMatchObject([
      {
        signinHost: 'signin.amazonaws.cn',
        destination: expect.stringMatching(/^https:\/\/console\.amazonaws\.cn\//),
      },
    ]);
    expect(deps.tokens.requests[0]?.policy).toContain('arn:aws-cn:s3:::');
  });

  test('records one event without the link, the sign-in token and the credentials', async () => {
    const deps = broker([folder({ maxDurationSeconds: 1800 })]);
    await issueSignInLink(request(), alice, 'request-1', deps);
    const policy = deps.tokens.requests[0]?.policy ?? '';
    expect(deps.audit.events).toStrictEqual([
      {
        type: 'SignInLinkIssued',
        requestId: 'request-1',
        target: TARGET,
        permission: 'READ',
        caller: { arn: ALICE },
        federatedUserName: federatedUserNameOf(alice),
        grantId: 'folder',
        policySha256: createHash('sha256').update(policy).digest('hex'),
        accessKeyId: 'ASIA1',
        expiration: new Date('2026-11-21T20:30:00Z'),
        durationSeconds: 1800,
      },
    ]);
    expect(JSON.stringify(deps.audit.events)).not.toMatch(
      /secret-access-key|session-token|signin-token|https:/,
    );
  });

  test('acts for the named user if the grant allows the name', async () => {
    const deps = broker([folder({ federatedUserNames: ['User*'] })]);
    await issueSignInLink(request('&name=User1'), alice, 'request-1', deps);
    expect(deps.tokens.requests).toMatchObject([{ name: 'User1' }]);
    expect(deps.audit.events).toMatchObject([{ federatedUserName: 'User1' }]);
  });

  test('gives the session the requested duration, up to that of the grant', async () => {
    const deps = broker([folder({ maxDurationSeconds: 43_200 })]);
    await issueSignInLink(request('&duration-seconds=43200'), alice, 'request-1', deps);
    expect(deps.tokens.requests).toMatchObject([{ durationSeconds: 43_200 }]);
    const longer = issueSignInLink(request('&duration-seconds=43201'), alice, 'request-1', deps);
    await expect(longer).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  test('gives a session that ends with the grant', async () => {
    const deps = broker([folder({ validUntil: timestamp(new Date(NOW.getTime() + 1_200_000)) })]);
    await issueSignInLink(request(), alice, 'request-1', deps);
    expect(deps.tokens.requests).toMatchObject([{ durationSeconds: 1_170 }]);
  });

  test('uses the wider grant with console if the narrower one has none', async () => {
    const wider = grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/*', 'READ', {
      id: 'bucket',
      console: true,
      maxDurationSeconds: 900,
    });
    const deps = broker([folder({ console: false, maxDurationSeconds: 1800 }), wider]);
    await issueSignInLink(request(), alice, 'request-1', deps);
    expect(deps.audit.events).toMatchObject([{ grantId: 'bucket', durationSeconds: 900 }]);
    expect(deps.tokens.requests).toMatchObject([
      { policy: JSON.stringify(compileSessionPolicy([ACCESS], 'aws')), durationSeconds: 900 },
    ]);
  });

  test.each<[string, readonly Grant[], string]>([
    ['no grant', [], ''],
    ['a grant without the field console', [folder({ console: undefined })], ''],
    ['a grant with console false', [folder({ console: false })], ''],
    ['a grant with less permission', [folder()], '&permission=READWRITE'],
    ['a grant for names if the request has none', [folder({ federatedUserNames: ['User*'] })], ''],
    ['a grant without names if the request has one', [folder()], '&name=User1'],
    ["another's grant", [grantTo('role/TeamB', TARGET, 'READ', { console: true })], ''],
    [
      'a grant of another folder',
      [grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/team-b/*', 'READ', { console: true })],
      '',
    ],
  ])(
    '%s gives no link, the refusal is recorded, and nothing is called',
    async (_, grants, more) => {
      const deps = broker(grants);
      await expect(issueSignInLink(request(more), alice, 'request-1', deps)).rejects.toMatchObject({
        code: 'AccessDenied',
        message: expect.stringMatching(
          / GET \/grants lists them\. Only grants with "Console": true give sign-in links\.$/,
        ),
      });
      expect([deps.tokens.requests, deps.signInLinks.requests]).toEqual([[], []]);
      expect(deps.audit.events).toMatchObject([{ type: 'AccessDenied', target: TARGET }]);
    },
  );

  test('a partition without a documented sign-in gives no link, and nothing is called', async () => {
    const deps = broker([folder()], 'aws-iso');
    await expect(issueSignInLink(request(), alice, 'request-1', deps)).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
    expect([deps.tokens.requests, deps.signInLinks.requests]).toEqual([[], []]);
    expect(deps.audit.events).toEqual([]);
  });

  test('passes on the failure of STS, and requests no link', async () => {
    const deps = broker([folder()]);
    deps.tokens.failure = brokerError('Throttled');
    const failure = issueSignInLink(request(), alice, 'request-1', deps);
    await expect(failure).rejects.toBe(deps.tokens.failure);
    expect(deps.signInLinks.requests).toEqual([]);
    expect(deps.audit.events).toEqual([]);
  });

  test('passes on the failure of the sign-in, and records no link', async () => {
    const deps = broker([folder()]);
    deps.signInLinks.failure = brokerError('UpstreamTimeout');
    const failure = issueSignInLink(request(), alice, 'request-1', deps);
    await expect(failure).rejects.toBe(deps.signInLinks.failure);
    expect(deps.audit.events).toEqual([]);
  });
});
