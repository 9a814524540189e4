import type { KnownApis } from '../../core/callers/known-apis.ts';
import type { AuditEvent } from '../../core/use-cases/ports.ts';
import { type AuthorizedEvent, callerOf } from '../../lambda/adapters/caller.ts';
import { CLAIMS, tokenOf, VERIFIED } from '../core/callers/jwt-tokens.ts';

const BOB = 'arn:aws:iam::111122223333:user/Bob';
const TOKEN = tokenOf(CLAIMS);
const JWT = { claims: VERIFIED, scopes: [] };

/** The context of an IAM authorizer for a caller in this account. */
function ofAccount(accountId: string) {
  const userArn = `arn:aws:iam::${accountId}:user/Bob`;
  const iam = { userArn, userId: 'AIDACKCEVSQ6C2EXAMPLE', accountId, callerId: accountId };
  return { iam };
}

type Authorizer = AuthorizedEvent['requestContext']['authorizer'];

const APIS: KnownApis = {
  iam: 'iam-api',
  jwt: [{ apiId: 'jwt-api', issuer: CLAIMS.iss, audience: ['broker'], nameClaim: 'email' }],
};

function apiOf(authorizer: Authorizer): string {
  return authorizer?.jwt === undefined ? 'iam-api' : 'jwt-api';
}

let events: AuditEvent[];

beforeEach(() => {
  events = [];
});

function callerIn(
  authorizer: Authorizer,
  headers: AuthorizedEvent['headers'] = {},
  more: Readonly<Record<string, unknown>> = {},
) {
  const requestContext = {
    requestId: 'request-1',
    apiId: apiOf(authorizer),
    ...(authorizer && { authorizer }),
  };
  return callerOf(
    { headers, ...more, requestContext },
    {
      accountId: '111122223333',
      partition: 'aws',
      apis: APIS,
      audit: { record: (event) => events.push(event) },
    },
  );
}

describe('the caller', () => {
  test('is the identity from the IAM authorizer', () => {
    expect(callerIn({ iam: { userArn: BOB } })).toMatchObject({ kind: 'user', userName: 'Bob' });
    expect(events).toEqual([]);
  });

  test('is the identity from the JWT authorizer, with the claims of the token', () => {
    expect(callerIn({ jwt: JWT }, { authorization: `Bearer ${TOKEN}` })).toEqual({
      kind: 'jwt',
      authentication: 'jwt',
      issuer: 'https://issuer.example.com',
      subject: 'alice',
      displayName: 'alice',
      claims: CLAIMS,
    });
    expect(events).toEqual([]);
  });

  test('has the display name from the configured claim', () => {
    const token = tokenOf({ ...CLAIMS, email: 'alice@example.com' });
    expect(callerIn({ jwt: JWT }, { authorization: token })).toMatchObject({
      displayName: 'alice@example.com',
    });
  });

  test.each(['authorization', 'x-amz-security-token', 'cookie'])(
    'is the signer, even if the header %s has a token',
    (name) => {
      const caller = callerIn({ iam: { userArn: BOB } }, { [name]: `Bearer ${TOKEN}` });
      expect(caller).toMatchObject({ kind: 'user', userName: 'Bob' });
    },
  );

  test('is the holder of the token, even if a header has an ARN', () => {
    const headers = { authorization: TOKEN, 'x-user-arn': BOB, userarn: BOB };
    expect(callerIn({ jwt: JWT }, headers)).toMatchObject({ kind: 'jwt', subject: 'alice' });
  });
});

describe('a request without a caller', () => {
  const iam = { userArn: BOB };

  test.each<[string, Authorizer, AuthorizedEvent['headers']]>([
    ['no authorizer', undefined, { authorization: TOKEN }],
    ['an authorizer of another type', {}, { authorization: TOKEN }],
    ['both authorizers', { iam, jwt: JWT }, { authorization: TOKEN }],
    ['both authorizers, the first empty', { iam: {}, jwt: JWT }, { authorization: TOKEN }],
    ['both authorizers, the second empty', { iam, jwt: {} }, { authorization: TOKEN }],
    ['an IAM authorizer without an ARN', { iam: {} }, { authorization: TOKEN }],
    ['a JWT authorizer without claims', { jwt: {} }, { authorization: TOKEN }],
    ['claims without a token', { jwt: JWT }, {}],
    ['a token in another header', { jwt: JWT }, { Authorization: TOKEN, 'x-token': TOKEN }],
    [
      'the token of another person',
      { jwt: JWT },
      { authorization: tokenOf({ ...CLAIMS, sub: 'mallory' }) },
    ],
    ['two tokens', { jwt: JWT }, { authorization: `${TOKEN}, ${TOKEN}` }],
    ['a user of another account', { iam: { userArn: BOB.replace('1111', '4444') } }, {}],
    ['a role of another account, whose id is in the context', ofAccount('444455556666'), {}],
  ])('is refused and recorded: %s', (_, authorizer, headers) => {
    expect(() => callerIn(authorizer, headers)).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
    expect(events).toEqual([
      { type: 'CallerRefused', requestId: 'request-1', caller: expect.any(Object) },
    ]);
    expect(JSON.stringify(events)).not.toContain(TOKEN);
  });

  test.each<[string, string | undefined, Authorizer, KnownApis]>([
    ['another API with an IAM authorizer', 'other-api', { iam }, APIS],
    ['another API with a JWT authorizer', 'other-api', { jwt: JWT }, APIS],
    ['the API for tokens, with an IAM authorizer', 'jwt-api', { iam }, APIS],
    ['the API for signed requests, with a JWT authorizer', 'iam-api', { jwt: JWT }, APIS],
    ['an API, where the function knows none', 'iam-api', { iam }, { jwt: [] }],
    ['no API, where the function knows none', undefined, { iam }, { jwt: [] }],
  ])('is refused if it comes through %s', (_, apiId, authorizer, apis) => {
    const event = {
      headers: { authorization: TOKEN },
      requestContext: { requestId: 'request-1', apiId: apiId as string, authorizer },
    };
    const record = (recorded: AuditEvent) => events.push(recorded);
    const account = { accountId: '111122223333', partition: 'aws' };
    expect(() => callerOf(event, { ...account, apis, audit: { record } })).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
    expect(events).toHaveLength(1);
  });

  const context = { authorizer: { iam, jwt: JWT } };
  test.each<[string, AuthorizedEvent['headers'], Readonly<Record<string, unknown>>]>([
    ['the body', {}, { body: JSON.stringify({ requestContext: context, authorizer: { iam } }) }],
    [
      'the query',
      {},
      {
        rawQueryString: `userArn=${BOB}&requestContext=${JSON.stringify(context)}`,
        queryStringParameters: { userArn: BOB, requestContext: JSON.stringify(context) },
      },
    ],
    [
      'a header',
      {
        requestcontext: JSON.stringify(context),
        'x-amzn-request-context': JSON.stringify(context),
        'x-user-arn': BOB,
        authorization: TOKEN,
      },
      {},
    ],
    ['a path parameter', {}, { pathParameters: { requestContext: JSON.stringify(context) } }],
    ['a stage variable', {}, { stageVariables: { userArn: BOB } }],
    ['a cookie', {}, { cookies: [`authorization=${TOKEN}`] }],
    ['the event itself', { authorization: TOKEN }, context],
  ])('gets no caller from %s', (_, headers, more) => {
    expect(() => callerIn(undefined, headers, more)).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
  });

  test('gets an error that says who can have grants, and shows no claim', () => {
    expect(() => callerIn({ iam: {} })).toThrow('roles and users of the account 111122223333');
    expect(() => callerIn({ jwt: JWT })).toThrow('The token must be the one that the gateway');
  });

  test('is recorded with ARN, issuer and subject, and no other claim', () => {
    expect(() => callerIn({ iam: { userArn: 'arn:aws:iam::444455556666:root' } })).toThrow();
    expect(() => callerIn({ jwt: { claims: { ...VERIFIED, ssn: '078' } } })).toThrow();
    expect(events.map(({ caller }) => caller)).toEqual([
      { arn: 'arn:aws:iam::444455556666:root' },
      { issuer: 'https://issuer.example.com', subject: 'alice' },
    ]);
  });
});
