import { BrokerError } from '../../core/broker-error.ts';
import { parseGrants } from '../../core/grants/grant.ts';
import { indexGrants } from '../../core/grants/grant-index.ts';
import { JWT_ROUTES } from '../../core/routes.ts';
import type { AuditEvent, FederationToken, ObjectKeysPage } from '../../core/use-cases/ports.ts';
import { SessionCache } from '../../core/use-cases/session-cache.ts';
import {
  answerRequest,
  type BrokerDependencies,
  type BrokerEvent,
} from '../../lambda/adapters/broker-api.ts';
import malformedConsoleQueries from '../cases/console-queries.json' with { type: 'json' };
import malformedCredentialsQueries from '../cases/credentials-queries.json' with { type: 'json' };
import malformedBodies from '../cases/http-bodies.json' with { type: 'json' };
import malformedListings from '../cases/list-queries.json' with { type: 'json' };
import malformedTokenRequests from '../cases/token-requests.json' with { type: 'json' };
import { CLAIMS, tokenOf, VERIFIED } from '../core/callers/jwt-tokens.ts';

const TEAM_A = 'arn:aws:sts::111122223333:assumed-role/TeamA/session';
const TARGET = 's3://amzn-s3-demo-bucket/team-a/*';
const LINK = 'https://signin.example.com/federation?SigninToken=signin-token';
const TOKEN_REQUEST = { Target: TARGET, Permission: 'READ' };

const token: FederationToken = {
  credentials: {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    expiration: new Date('2026-11-21T21:00:00Z'),
  },
  federatedUser: { id: '111122223333:x', arn: 'arn:aws:sts::111122223333:federated-user/x' },
  packedPolicySize: 7,
};

const page: ObjectKeysPage = {
  name: 'amzn-s3-demo-bucket',
  prefix: 'team-a/',
  keyCount: 1,
  maxKeys: 1000,
  isTruncated: false,
  contents: [
    {
      objectKey: 'team-a/x',
      eTag: '"0123"',
      size: 3,
      lastModified: new Date('2026-11-21T20:00:00Z'),
    },
  ],
  commonPrefixes: [],
};

let awsCalls: string[];
let events: AuditEvent[];
let dependencies: BrokerDependencies;

beforeEach(() => {
  awsCalls = [];
  events = [];
  dependencies = {
    accountId: '111122223333',
    partition: 'aws',
    region: 'us-east-1',
    apis: {
      iam: 'iam-api',
      jwt: [{ apiId: 'jwt-api', issuer: CLAIMS.iss, audience: ['broker'], nameClaim: 'sub' }],
    },
    grants: indexGrants(
      parseGrants({
        grants: [
          {
            id: 'team-a',
            grantee: { iam: 'role/TeamA' },
            scope: 's3://amzn-s3-demo-bucket/team-a/*',
            permission: 'READ',
          },
        ],
      }),
    ),
    tokens: {
      issue: async () => {
        awsCalls.push('GetFederationToken');
        return token;
      },
    },
    objectKeys: {
      list: async () => {
        awsCalls.push('ListObjectsV2');
        return page;
      },
    },
    signInLinks: {
      create: async () => {
        awsCalls.push('getSigninToken');
        return LINK;
      },
    },
    sessions: new SessionCache(),
    audit: { record: (event) => events.push(event) },
    clock: () => new Date('2026-11-21T20:00:00Z'),
  };
});

interface RequestParts {
  readonly userArn?: unknown;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly rawQueryString?: string;
  readonly bucket?: string;
}

async function call(routeKey: string, parts: RequestParts = {}) {
  const userArn = 'userArn' in parts ? parts.userArn : TEAM_A;
  const event: BrokerEvent = {
    routeKey,
    rawQueryString: parts.rawQueryString ?? '',
    headers: parts.headers ?? { 'content-type': 'application/json' },
    pathParameters: { bucket: parts.bucket ?? 'amzn-s3-demo-bucket' },
    requestContext: { requestId: 'request-1', apiId: 'iam-api', authorizer: { iam: { userArn } } },
    body: parts.body,
    isBase64Encoded: parts.isBase64Encoded ?? false,
  };
  const { statusCode, headers, body } = await answerRequest(event, dependencies);
  return { statusCode, headers, body: JSON.parse(body ?? '') };
}

const post = (body: unknown) => call('POST /federation-tokens', { body: JSON.stringify(body) });

describe('POST /federation-tokens', () => {
  test('answers in the form of sts get-federation-token, and forbids caching', async () => {
    const { statusCode, headers, body } = await post(TOKEN_REQUEST);
    expect(statusCode).toBe(200);
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(body).toMatchObject({
      Credentials: {
        AccessKeyId: 'ASIAEXAMPLE',
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: '2026-11-21T21:00:00Z',
      },
      FederatedUser: {
        FederatedUserId: '111122223333:x',
        Arn: 'arn:aws:sts::111122223333:federated-user/x',
      },
      PackedPolicySize: 7,
      Accesses: [
        {
          ...TOKEN_REQUEST,
          GrantId: 'team-a',
          MatchedGrantTarget: 's3://amzn-s3-demo-bucket/team-a/*',
        },
      ],
    });
  });

  test.each([false, true])(
    'accepts a byte order mark before the body (base64: %j)',
    async (base64) => {
      const text = `\ufeff${JSON.stringify(TOKEN_REQUEST)}`;
      const body = base64 ? Buffer.from(text).toString('base64') : text;
      const { statusCode } = await call('POST /federation-tokens', {
        body,
        isBase64Encoded: base64,
      });
      expect(statusCode).toBe(200);
    },
  );

  test('accepts a body that the gateway encoded as base64', async () => {
    const body = Buffer.from(JSON.stringify(TOKEN_REQUEST)).toString('base64');
    const { statusCode } = await call('POST /federation-tokens', { body, isBase64Encoded: true });
    expect(statusCode).toBe(200);
  });

  test('explains the decision in a dry run, and calls nothing', async () => {
    const { statusCode, body } = await post({ ...TOKEN_REQUEST, DryRun: true });
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({
      Decision: 'ALLOWED',
      Accesses: [{ GrantId: 'team-a' }],
      PolicySize: JSON.stringify(body.Policy).length,
    });
    expect(awsCalls).toEqual([]);
  });

  test.each(malformedTokenRequests)(
    'refuses $name, names the field and calls nothing',
    async ({ body: malformed, field }) => {
      const { statusCode, body } = await post(malformed);
      expect(statusCode).toBe(400);
      expect(body).toMatchObject({ Code: 'InvalidRequest', RequestId: 'request-1' });
      expect(body.Message).toContain(field);
      expect(awsCalls).toEqual([]);
    },
  );

  test.each(malformedBodies)(
    'refuses $name and calls nothing',
    async ({
      body: text,
      repeat = 1,
      contentType = 'application/json',
      base64 = false,
      message,
    }) => {
      const { statusCode, body } = await call('POST /federation-tokens', {
        headers: contentType === '' ? {} : { 'content-type': contentType },
        body: text.repeat(repeat),
        isBase64Encoded: base64,
      });
      expect(statusCode).toBe(400);
      expect(body).toMatchObject({ Code: 'InvalidRequest' });
      expect(body.Message).toContain(message);
      expect(awsCalls).toEqual([]);
    },
  );

  test('refuses a request that no grant covers, records the refusal and calls nothing', async () => {
    const { statusCode, body } = await post({ ...TOKEN_REQUEST, Permission: 'WRITE' });
    expect(statusCode).toBe(403);
    expect(body).toMatchObject({ Code: 'AccessDenied', RequestId: 'request-1' });
    expect(body.Message).toContain('GET /grants');
    expect(awsCalls).toEqual([]);
    expect(events).toMatchObject([{ type: 'AccessDenied', caller: { arn: TEAM_A } }]);
  });
});

describe('GET /buckets/{bucket}/keys', () => {
  test('answers in the form of s3api list-objects-v2', async () => {
    const { statusCode, body } = await call('GET /buckets/{bucket}/keys', {
      rawQueryString: 'prefix=team-a%2F',
    });
    expect(statusCode).toBe(200);
    expect(body).toEqual({
      Name: 'amzn-s3-demo-bucket',
      Prefix: 'team-a/',
      KeyCount: 1,
      MaxKeys: 1000,
      IsTruncated: false,
      Contents: [
        { Key: 'team-a/x', ETag: '"0123"', Size: 3, LastModified: '2026-11-21T20:00:00Z' },
      ],
      CommonPrefixes: [],
    });
  });

  test.each(malformedListings)(
    'refuses $name, names the field and calls nothing',
    async ({ bucket = 'amzn-s3-demo-bucket', query, field }) => {
      const { statusCode, body } = await call('GET /buckets/{bucket}/keys', {
        bucket,
        rawQueryString: query,
      });
      expect(statusCode).toBe(400);
      expect(body).toMatchObject({ Code: 'InvalidRequest' });
      expect(body.Message).toContain(field);
      expect(awsCalls).toEqual([]);
    },
  );

  test.each(['', 'prefix=', 'prefix=team-', 'prefix=team-ab%2F', 'prefix=%2Fteam-a%2F'])(
    'refuses %p, which is outside the grant, and calls nothing',
    async (rawQueryString) => {
      const { statusCode, body } = await call('GET /buckets/{bucket}/keys', { rawQueryString });
      expect([statusCode, body.Code]).toEqual([403, 'AccessDenied']);
      expect(awsCalls).toEqual([]);
    },
  );
});

/** A broker with this single grant. */
function teamAHas(fields: Readonly<Record<string, unknown>>): void {
  const grantee = { iam: 'role/TeamA' };
  const grant = { id: 'the-grant', grantee, scope: TARGET, permission: 'READ', ...fields };
  dependencies = { ...dependencies, grants: indexGrants(parseGrants({ grants: [grant] })) };
}

describe('GET /credentials', () => {
  const credentials = (rawQueryString: string) => call('GET /credentials', { rawQueryString });

  test('answers in the form that AWS SDKs expect, and forbids caching', async () => {
    const { statusCode, headers, body } = await credentials(`target=${TARGET}&permission=READ`);
    expect(statusCode).toBe(200);
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(body).toEqual({
      AccessKeyId: 'ASIAEXAMPLE',
      SecretAccessKey: 'secret',
      Token: 'token',
      Expiration: '2026-11-21T21:00:00Z',
    });
    expect(awsCalls).toEqual(['GetFederationToken']);
  });

  test('issues the requested credentials, and records that without the credentials', async () => {
    teamAHas({
      permission: 'READWRITE',
      maxDurationSeconds: 7200,
      federatedUserNames: ['User*'],
    });
    const query = `target=${TARGET}&permission=WRITE&duration-seconds=7200&name=User1`;
    expect((await credentials(query)).statusCode).toBe(200);
    expect(events).toMatchObject([
      {
        type: 'TokenIssued',
        requestId: 'request-1',
        target: TARGET,
        permission: 'WRITE',
        federatedUserName: 'User1',
        durationSeconds: 7200,
        accessKeyId: 'ASIAEXAMPLE',
      },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/"(secret|token)"/);
  });

  test.each(malformedCredentialsQueries)(
    'refuses $name, names the field and calls nothing',
    async ({ query, field }) => {
      const { statusCode, headers, body } = await credentials(query);
      expect(statusCode).toBe(400);
      expect(headers?.['cache-control']).toBe('no-store');
      expect(body).toEqual({
        Code: 'InvalidRequest',
        Message: expect.stringContaining(field),
        RequestId: 'request-1',
      });
      expect(awsCalls).toEqual([]);
    },
  );

  test.each([
    'target=s3://amzn-s3-demo-bucket/*&permission=READ',
    `target=${TARGET}&permission=WRITE`,
    `target=${TARGET}&permission=READ&duration-seconds=3601`,
    `target=${TARGET}&permission=READ&name=User1`,
  ])('refuses %s, which no grant covers, records the refusal and calls nothing', async (query) => {
    const { statusCode, headers, body } = await credentials(query);
    expect(statusCode).toBe(403);
    expect(headers?.['cache-control']).toBe('no-store');
    expect(body).toEqual({
      Code: 'AccessDenied',
      Message: expect.stringContaining('GET /grants'),
      RequestId: 'request-1',
    });
    expect(awsCalls).toEqual([]);
    expect(events).toMatchObject([{ type: 'AccessDenied', caller: { arn: TEAM_A } }]);
  });
});

describe('GET /console', () => {
  const signIn = (rawQueryString: string) => call('GET /console', { rawQueryString });

  test('answers with only the link, and forbids caching', async () => {
    teamAHas({ console: true });
    const { statusCode, headers, body } = await signIn(`target=${TARGET}`);
    expect(statusCode).toBe(200);
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(body).toEqual({ SigninUrl: LINK });
    expect(awsCalls).toEqual(['GetFederationToken', 'getSigninToken']);
    expect(events).toMatchObject([
      { type: 'SignInLinkIssued', permission: 'READ', grantId: 'the-grant' },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/"(secret|token)"|signin-token|https:/);
  });

  test.each(malformedConsoleQueries)(
    'refuses $name, names the field and calls nothing',
    async ({ query, field }) => {
      teamAHas({ console: true, scope: 's3://reports/*', permission: 'READWRITE' });
      const { statusCode, headers, body } = await signIn(query);
      expect(statusCode).toBe(400);
      expect(headers?.['cache-control']).toBe('no-store');
      expect(body).toEqual({
        Code: 'InvalidRequest',
        Message: expect.stringContaining(field),
        RequestId: 'request-1',
      });
      expect(awsCalls).toEqual([]);
    },
  );

  test('refuses a caller whose grant has no console, records the refusal and calls nothing', async () => {
    const { statusCode, headers, body } = await signIn(`target=${TARGET}`);
    expect(statusCode).toBe(403);
    expect(headers?.['cache-control']).toBe('no-store');
    expect(body).toEqual({
      Code: 'AccessDenied',
      Message: expect.stringContaining('"Console": true'),
      RequestId: 'request-1',
    });
    expect(awsCalls).toEqual([]);
    expect(events).toMatchObject([{ type: 'AccessDenied', caller: { arn: TEAM_A } }]);
  });

  test('answers 400 in a partition without a documented sign-in, and calls nothing', async () => {
    const userArn = TEAM_A.replace('arn:aws:', 'arn:aws-iso:');
    teamAHas({ console: true });
    dependencies = { ...dependencies, partition: 'aws-iso' };
    const { statusCode, body } = await call('GET /console', {
      userArn,
      rawQueryString: `target=${TARGET}`,
    });
    expect([statusCode, body.Code]).toEqual([400, 'InvalidRequest']);
    expect(awsCalls).toEqual([]);
  });
});

describe('the caller', () => {
  test('is shown by GET /grants', async () => {
    const { statusCode, body } = await call('GET /grants');
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({
      Caller: { Arn: TEAM_A },
      CallerAccessGrantsList: [{ GrantId: 'team-a', Permission: 'READ' }],
    });
  });

  test('is identified by its token, whose claims fill the scopes of its grants', async () => {
    const grants = [
      {
        id: 'homes',
        grantee: { jwt: { groups: 'analysts' } },
        scope: 's3://amzn-s3-demo-bucket/home/{sub}/*',
        permission: 'READ',
      },
    ];
    dependencies = { ...dependencies, grants: indexGrants(parseGrants({ grants })) };
    const answer = await answerRequest(
      {
        routeKey: 'GET /grants',
        rawQueryString: '',
        headers: { authorization: `Bearer ${tokenOf(CLAIMS)}` },
        requestContext: {
          requestId: 'request-1',
          apiId: 'jwt-api',
          authorizer: { jwt: { claims: VERIFIED } },
        },
        isBase64Encoded: false,
      },
      dependencies,
    );
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      Caller: { Issuer: CLAIMS.iss, Subject: 'alice' },
      CallerAccessGrantsList: [{ GrantScope: 's3://amzn-s3-demo-bucket/home/alice/*' }],
    });
  });

  test('gets only grants for its issuer, whatever claims its token has, and is nobody of another issuer', async () => {
    const jwt = { sub: 'alice', groups: 'analysts' };
    const grants = ['jwt', 'github'].map((authentication) => ({
      id: authentication,
      grantee: { jwt, authentication },
      scope: 's3://amzn-s3-demo-bucket/home/{sub}/*',
      permission: 'READ',
    }));
    const [people] = dependencies.apis.jwt;
    const github = { name: 'github', apiId: 'github-api', issuer: 'https://github.example.com' };
    dependencies = {
      ...dependencies,
      apis: { jwt: [people, { ...people, ...github }] as typeof dependencies.apis.jwt },
      grants: indexGrants(parseGrants({ grants })),
    };
    const names = new Set<string>();
    for (const [apiId, iss, granted] of [
      ['jwt-api', CLAIMS.iss, 'jwt'],
      ['github-api', github.issuer, 'github'],
      ['jwt-api', github.issuer, undefined],
      ['github-api', CLAIMS.iss, undefined],
    ] as const) {
      const answer = await answerRequest(
        {
          routeKey: 'GET /grants',
          rawQueryString: '',
          headers: { authorization: `Bearer ${tokenOf({ ...CLAIMS, iss })}` },
          requestContext: {
            requestId: 'request-1',
            apiId,
            authorizer: { jwt: { claims: { ...VERIFIED, iss } } },
          },
          isBase64Encoded: false,
        },
        dependencies,
      );
      const body = JSON.parse(answer.body ?? '');
      if (granted === undefined) {
        expect([answer.statusCode, body.Code]).toEqual([403, 'AccessDenied']);
      } else {
        names.add(body.Caller.FederatedUserName);
        expect(body).toMatchObject({
          Caller: { Issuer: iss, Subject: 'alice' },
          CallerAccessGrantsList: [{ GrantId: granted }],
        });
        expect(body.CallerAccessGrantsList).toHaveLength(1);
      }
    }
    expect(names.size).toBe(2);
  });

  test.each([
    undefined,
    null,
    '',
    {},
    'arn:aws:iam::111122223333:root',
    'arn:aws:sts::111122223333:federated-user/TeamA',
    'arn:aws:sts::444455556666:assumed-role/TeamA/session',
    'arn:aws-cn:sts::111122223333:assumed-role/TeamA/session',
  ])('is refused on every route if it is %p, and nothing is called', async (userArn) => {
    for (const route of JWT_ROUTES) {
      const { statusCode, body } = await call(route, {
        userArn,
        body: JSON.stringify(TOKEN_REQUEST),
      });
      expect([statusCode, body.Code]).toEqual([403, 'AccessDenied']);
    }
    expect(awsCalls).toEqual([]);
    expect(events).toEqual(
      Array(JWT_ROUTES.length).fill({
        type: 'CallerRefused',
        requestId: 'request-1',
        caller: typeof userArn === 'string' ? { arn: userArn } : {},
      }),
    );
  });

  test('is never taken from other parts of the request', async () => {
    const { body } = await call('GET /grants', {
      userArn: 'arn:aws:iam::111122223333:user/mallory',
      headers: { 'x-user-arn': TEAM_A, requestcontext: TEAM_A },
      rawQueryString: `userArn=${TEAM_A}`,
      body: JSON.stringify({ requestContext: { authorizer: { iam: { userArn: TEAM_A } } } }),
    });
    expect(body.CallerAccessGrantsList).toEqual([]);
  });
});

describe('a failure', () => {
  const logged: string[] = [];

  beforeEach(() => {
    logged.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      logged.push(String(line));
      return true;
    });
  });

  afterEach(() => jest.restoreAllMocks());

  test('that is temporary has Retry-After, and is logged', async () => {
    const unavailable = new BrokerError('BrokerAccessKeyUnavailable', 'no key yet', {
      retryAfterSeconds: 10,
    });
    dependencies = { ...dependencies, tokens: { issue: () => Promise.reject(unavailable) } };
    const { statusCode, headers, body } = await post(TOKEN_REQUEST);
    expect([statusCode, headers?.['retry-after']]).toEqual([503, '10']);
    expect(body).toMatchObject({ Code: 'BrokerAccessKeyUnavailable', Message: 'no key yet' });
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'RequestFailed', requestId: 'request-1', code: 'BrokerAccessKeyUnavailable' },
    ]);
  });

  test('of AWS is logged with the request id of AWS, and without the answer', async () => {
    const cause = Object.assign(new Error('not you'), {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403, requestId: 'aws-1' },
      $response: { headers: { secret: 'hunter2' } },
    });
    const failure = new BrokerError('UpstreamFailure', 'AWS STS could not serve', { cause });
    dependencies = { ...dependencies, tokens: { issue: () => Promise.reject(failure) } };
    const { statusCode, body } = await post(TOKEN_REQUEST);
    expect([statusCode, body.Message]).toEqual([502, 'AWS STS could not serve']);
    expect(JSON.parse(logged.join(''))).toMatchObject({
      cause: { name: 'AccessDenied', message: 'not you', httpStatus: 403, awsRequestId: 'aws-1' },
    });
    expect(logged.join('')).not.toContain('hunter2');
  });

  test('of the broker itself shows no details', async () => {
    dependencies = {
      ...dependencies,
      tokens: { issue: () => Promise.reject(new Error('the inside of the broker')) },
    };
    const { statusCode, body } = await post(TOKEN_REQUEST);
    expect(statusCode).toBe(500);
    expect(body).toEqual({
      Code: 'InternalError',
      Message: 'The broker failed. Its log has the reason under the RequestId.',
      RequestId: 'request-1',
    });
    expect(JSON.parse(logged.join(''))).toMatchObject({
      event: 'RequestFailed',
      requestId: 'request-1',
      cause: { message: 'the inside of the broker' },
    });
  });
});
