import fc from 'fast-check';
import { federatedUserNameOf } from '../../../core/callers/federated-user-name.ts';
import type { CallerIdentity } from '../../../core/callers/identity.ts';
import { parseGrants } from '../../../core/grants/grant.ts';
import { parseTokenRequest } from '../../../core/requests/token-request.ts';
import { ACCOUNT, ALICE, BOB, callerOf, ISSUER, jwtCallerOf } from '../fixtures.ts';

const name = (minLength: number) =>
  fc.string({
    unit: fc.constantFrom(...'abcXYZ019_+=,.@-'),
    minLength,
    maxLength: 64,
  });
const user = name(1).map(
  (userName): CallerIdentity => ({ kind: 'user', accountId: ACCOUNT, userName, arn: '' }),
);
const session = fc.tuple(name(1), name(2)).map(
  ([roleName, sessionName]): CallerIdentity => ({
    kind: 'assumed-role',
    accountId: ACCOUNT,
    roleName,
    sessionName,
    arn: '',
  }),
);
const holder = fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.string()).map(
  ([displayName, subject]): CallerIdentity => ({
    kind: 'jwt',
    authentication: 'jwt',
    issuer: ISSUER,
    subject,
    displayName,
    claims: {},
  }),
);
const caller = fc.oneof(user, session, holder);

describe('federatedUserNameOf', () => {
  test('begins with the readable name of the caller', () => {
    expect(federatedUserNameOf(callerOf(ALICE))).toMatch(/^alice=[\w-]{14}$/);
    expect(federatedUserNameOf(callerOf(BOB))).toMatch(/^Bob=[\w-]{14}$/);
    expect(
      federatedUserNameOf(callerOf(ALICE.replace('/alice', '/alice.longname=x@example.com'))),
    ).toMatch(/^alice\.longname-x@=[\w-]{14}$/);
  });

  test('is always a name that STS accepts', () => {
    fc.assert(
      fc.property(caller, (one) => {
        expect(federatedUserNameOf(one)).toMatch(/^[\w+=,.@-]{2,32}$/);
      }),
    );
  });

  test('differs for identities that differ in any field except the ARN', () => {
    const names = [
      BOB,
      BOB.replace('Bob', 'Bobby'),
      ALICE,
      ALICE.replace('TeamA', 'TeamB'),
      ALICE.replace('alice', 'alice2'),
      ALICE.replace('TeamA/alice', 'alice/TeamA'),
      ALICE.replace('TeamA/alice', 'TeamA/Bob'),
    ].map((arn) => federatedUserNameOf(callerOf(arn)));
    expect(new Set(names).size).toBe(names.length);
    const bob: CallerIdentity = {
      kind: 'user',
      accountId: '444455556666',
      userName: 'Bob',
      arn: BOB,
    };
    const elsewhere = federatedUserNameOf(bob);
    expect(names).not.toContain(elsewhere);
  });

  test('begins with the name in the token, with - in place of characters that STS refuses', () => {
    const named = (displayName: string) => federatedUserNameOf({ ...jwtCallerOf({}), displayName });
    expect(named('alice@example.com')).toMatch(/^alice@example\.com=[\w-]{14}$/);
    expect(named('Alice A\u00e9/x*')).toMatch(/^Alice-A--x-=[\w-]{14}$/);
    expect(named('\u65e5\u{1f511}')).toMatch(/^---=[\w-]{14}$/);
  });

  test('differs for two people whose names begin the same, and for the same subject of two issuers', () => {
    const shared = { displayName: 'alexander.hamilton-1@example.com' };
    const names = [
      jwtCallerOf({ sub: '1' }),
      jwtCallerOf({ sub: '2' }),
      jwtCallerOf({ sub: '1' }, 'https://other.example.com'),
    ].map((one) => federatedUserNameOf({ ...one, ...shared }));
    expect(new Set(names.map((one) => one.slice(0, 18)))).toEqual(new Set(['alexander.hamilto=']));
    expect(new Set(names).size).toBe(3);
  });

  test('differs for a role of the same name in another account', () => {
    const role = {
      kind: 'assumed-role',
      roleName: 'TeamA',
      sessionName: 'alice',
      arn: '',
    } as const;
    expect(federatedUserNameOf({ ...role, accountId: ACCOUNT })).not.toBe(
      federatedUserNameOf({ ...role, accountId: '444455556666' }),
    );
  });

  test('does not change with the path of a user', () => {
    expect(federatedUserNameOf(callerOf(BOB.replace('Bob', 'staff/Bob')))).toBe(
      federatedUserNameOf(callerOf(BOB)),
    );
  });

  test('is never a name that a request or a grant can contain', () => {
    fc.assert(
      fc.property(caller, (one) => {
        const derived = federatedUserNameOf(one);
        expect(() =>
          parseTokenRequest({ Target: 's3://bucket/*', Permission: 'READ', Name: derived }),
        ).toThrow('Name: ');
        expect(() =>
          parseGrants({
            grants: [
              {
                id: 'a',
                grantee: { iam: 'role/A' },
                scope: 's3://bucket/*',
                permission: 'READ',
                federatedUserNames: [derived],
              },
            ],
          }),
        ).toThrow('federatedUserNames[0]: ');
      }),
    );
  });
});
