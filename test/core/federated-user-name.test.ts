import fc from 'fast-check';
import { federatedUserNameOf } from '../../core/federated-user-name.ts';
import { parseGrants } from '../../core/grant.ts';
import type { CallerIdentity } from '../../core/identity.ts';
import { parseTokenRequest } from '../../core/token-request.ts';
import { ACCOUNT, ALICE, BOB, callerOf } from './fixtures.ts';

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
const caller = fc.oneof(user, session);

describe('federatedUserNameOf', () => {
  test('begins with what people know the caller by', () => {
    expect(federatedUserNameOf(callerOf(ALICE))).toMatch(/^alice=[\w-]{14}$/);
    expect(federatedUserNameOf(callerOf(BOB))).toMatch(/^Bob=[\w-]{14}$/);
    expect(
      federatedUserNameOf(callerOf(ALICE.replace('/alice', '/alice.longname=x@example.com'))),
    ).toMatch(/^alice\.longname-x@=[\w-]{14}$/);
  });

  test('always fits what STS takes as a name', () => {
    fc.assert(
      fc.property(caller, (one) => {
        expect(federatedUserNameOf(one)).toMatch(/^[\w+=,.@-]{2,32}$/);
      }),
    );
  });

  test('differs for identities that differ in anything but the ARN', () => {
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
    const elsewhere = federatedUserNameOf({ ...callerOf(BOB), accountId: '444455556666' });
    expect(names).not.toContain(elsewhere);
  });

  test('is the same for a user whose path changed', () => {
    expect(federatedUserNameOf(callerOf(BOB.replace('Bob', 'staff/Bob')))).toBe(
      federatedUserNameOf(callerOf(BOB)),
    );
  });

  test('is no name that a caller could ask for or a grant could allow', () => {
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
