import type { AuditEvent } from '../../core/use-cases/ports.ts';
import { type AuthorizedEvent, callerOf } from '../../lambda/adapters/caller.ts';
import { CLAIMS, tokenOf, VERIFIED } from '../core/callers/jwt-tokens.ts';

const BOB = 'arn:aws:iam::111122223333:user/Bob';
const TOKEN = tokenOf(CLAIMS);
const JWT = { claims: VERIFIED, scopes: [] };

/** As API Gateway has it, all of one account. */
function ofAccount(accountId: string) {
  const userArn = `arn:aws:iam::${accountId}:user/Bob`;
  const iam = { userArn, userId: 'AIDACKCEVSQ6C2EXAMPLE', accountId, callerId: accountId };
  return { iam };
}

type Authorizer = AuthorizedEvent['requestContext']['authorizer'];

let events: AuditEvent[];

beforeEach(() => {
  events = [];
});

function callerIn(
  authorizer: Authorizer,
  headers: AuthorizedEvent['headers'] = {},
  more: Readonly<Record<string, unknown>> = {},
) {
  const requestContext = { requestId: 'request-1', ...(authorizer && { authorizer }) };
  return callerOf(
    { headers, ...more, requestContext },
    {
      accountId: '111122223333',
      partition: 'aws',
      nameClaim: 'email',
      audit: { record: (event) => events.push(event) },
    },
  );
}

describe('the caller', () => {
  test('is whom the IAM authorizer names', () => {
    expect(callerIn({ iam: { userArn: BOB } })).toMatchObject({ kind: 'user', userName: 'Bob' });
    expect(events).toEqual([]);
  });

  test('is whom the JWT authorizer names, with the claims of the token', () => {
    expect(callerIn({ jwt: JWT }, { authorization: `Bearer ${TOKEN}` })).toEqual({
      kind: 'jwt',
      issuer: 'https://issuer.example.com',
      subject: 'alice',
      displayName: 'alice',
      claims: CLAIMS,
    });
    expect(events).toEqual([]);
  });

  test('is called by the claim that the configuration names', () => {
    const token = tokenOf({ ...CLAIMS, email: 'alice@example.com' });
    expect(callerIn({ jwt: JWT }, { authorization: token })).toMatchObject({
      displayName: 'alice@example.com',
    });
  });

  test.each(['authorization', 'x-amz-security-token', 'cookie'])(
    'who signed is that, though the header %s holds a token',
    (name) => {
      const caller = callerIn({ iam: { userArn: BOB } }, { [name]: `Bearer ${TOKEN}` });
      expect(caller).toMatchObject({ kind: 'user', userName: 'Bob' });
    },
  );

  test('with a token is that, though the header names an ARN', () => {
    const headers = { authorization: TOKEN, 'x-user-arn': BOB, userarn: BOB };
    expect(callerIn({ jwt: JWT }, headers)).toMatchObject({ kind: 'jwt', subject: 'alice' });
  });
});

describe('nobody', () => {
  const iam = { userArn: BOB };

  test.each<[string, Authorizer, AuthorizedEvent['headers']]>([
    ['without an authorizer', undefined, { authorization: TOKEN }],
    ['with an authorizer of neither kind', {}, { authorization: TOKEN }],
    ['with both authorizers', { iam, jwt: JWT }, { authorization: TOKEN }],
    ['with both authorizers, one empty', { iam: {}, jwt: JWT }, { authorization: TOKEN }],
    ['with both authorizers, the other empty', { iam, jwt: {} }, { authorization: TOKEN }],
    ['with an IAM authorizer that names nobody', { iam: {} }, { authorization: TOKEN }],
    ['with a JWT authorizer without claims', { jwt: {} }, { authorization: TOKEN }],
    ['with claims and no token', { jwt: JWT }, {}],
    ['with a token under another name', { jwt: JWT }, { Authorization: TOKEN, 'x-token': TOKEN }],
    [
      'with a token of somebody else',
      { jwt: JWT },
      { authorization: tokenOf({ ...CLAIMS, sub: 'mallory' }) },
    ],
    ['with two tokens', { jwt: JWT }, { authorization: `${TOKEN}, ${TOKEN}` }],
    ['of another account', { iam: { userArn: BOB.replace('1111', '4444') } }, {}],
    ['of another account that the context names', ofAccount('444455556666'), {}],
  ])('calls %s, and that is recorded', (_, authorizer, headers) => {
    expect(() => callerIn(authorizer, headers)).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
    expect(events).toEqual([
      { type: 'CallerRefused', requestId: 'request-1', caller: expect.any(Object) },
    ]);
    expect(JSON.stringify(events)).not.toContain(TOKEN);
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
  ])('is made a caller by %s', (_, headers, more) => {
    expect(() => callerIn(undefined, headers, more)).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
  });

  test('is told whom grants are for, and shown no claim', () => {
    expect(() => callerIn({ iam: {} })).toThrow('roles and users of the account 111122223333');
    expect(() => callerIn({ jwt: JWT })).toThrow('The token must be the one that the gateway');
  });

  test('is recorded by ARN, issuer and subject, and by no other claim', () => {
    expect(() => callerIn({ iam: { userArn: 'arn:aws:iam::444455556666:root' } })).toThrow();
    expect(() => callerIn({ jwt: { claims: { ...VERIFIED, ssn: '078' } } })).toThrow();
    expect(events.map(({ caller }) => caller)).toEqual([
      { arn: 'arn:aws:iam::444455556666:root' },
      { issuer: 'https://issuer.example.com', subject: 'alice' },
    ]);
  });
});
