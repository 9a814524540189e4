import fc from 'fast-check';
import { federatedUserNameOf } from '../../../core/callers/federated-user-name.ts';
import {
  auditedCaller,
  type CallerIdentity,
  displayNameOf,
  identityText,
} from '../../../core/callers/identity.ts';
import { grantsOf, indexGrants } from '../../../core/grants/grant-index.ts';
import { ACCOUNT, ALICE, BOB, callerOf, grantOf, grantTo, jwtCallerOf } from '../fixtures.ts';
import { type Person, person } from './identities.ts';

const SCOPE = 's3://amzn-s3-demo-bucket/*';

describe('identityText', () => {
  test('differs for two different identities', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '"', ',', '\\'), maxLength: 2 });
    const user = fc.record({
      kind: fc.constant('user' as const),
      accountId: fc.constant(ACCOUNT),
      userName: name,
    });
    const role = fc.record({
      kind: fc.constant('assumed-role' as const),
      accountId: fc.constant(ACCOUNT),
      roleName: name,
      sessionName: name,
    });
    const holder = fc.record({
      kind: fc.constant('jwt' as const),
      issuer: name,
      subject: name,
    });
    const identity = fc
      .oneof(user, role, holder)
      .map(
        (one): CallerIdentity =>
          one.kind === 'jwt'
            ? { ...one, authentication: 'jwt', displayName: 'a', claims: {} }
            : { ...one, arn: '' },
      );
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        expect(identityText(one) === identityText(other)).toBe(
          JSON.stringify(Object.entries(one)) === JSON.stringify(Object.entries(other)),
        );
      }),
    );
  });

  test('differs for two identities whose parts form the same text when joined', () => {
    const role = { kind: 'assumed-role', accountId: ACCOUNT, arn: '' } as const;
    const holder = jwtCallerOf({});
    expect(identityText({ ...role, roleName: 'a,b', sessionName: 'c' })).not.toBe(
      identityText({ ...role, roleName: 'a', sessionName: 'b,c' }),
    );
    expect(identityText({ ...holder, issuer: 'https://a,b', subject: 'c' })).not.toBe(
      identityText({ ...holder, issuer: 'https://a', subject: 'b,c' }),
    );
    expect(identityText({ ...role, kind: 'user', userName: 'a,b' })).not.toBe(
      identityText({ ...role, kind: 'user', accountId: `${ACCOUNT},a`, userName: 'b' }),
    );
  });

  test('does not depend on claims that the caller can change', () => {
    const alice = jwtCallerOf({ email: 'a@example.com' });
    const renamed = { ...jwtCallerOf({ email: 'b@example.com' }), displayName: 'Bob' };
    expect(identityText(renamed)).toBe(identityText(alice));
  });
});

describe('two callers', () => {
  test('have the same hash in their federated user names if and only if they are the same', () => {
    const endOf = ({ caller }: Person) => federatedUserNameOf(caller).slice(-15);
    fc.assert(
      fc.property(person, person, (one, other) => {
        expect(endOf(one) === endOf(other)).toBe(
          JSON.stringify(one.who) === JSON.stringify(other.who),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('get exactly the grants whose grantee names them', () => {
    const grants = [
      grantTo('user/alice', SCOPE, 'LIST'),
      grantTo('role/alice', SCOPE, 'LIST'),
      grantTo('permission-set/alice', SCOPE, 'LIST'),
      grantTo('role/TeamA', SCOPE, 'LIST'),
      grantOf({ grantee: { jwt: { sub: 'alice' } }, scope: SCOPE }),
      grantOf({ grantee: { jwt: { sub: 'user/alice' } }, scope: SCOPE }),
      grantOf({
        grantee: { jwt: { iss: 'https://issuer.example.com', sub: 'bob' } },
        scope: SCOPE,
      }),
    ];
    const named = [
      (who: readonly string[]) => who[0] === 'user' && who[1] === 'alice',
      (who: readonly string[]) => who[0] === 'assumed-role' && who[1] === 'alice',
      () => false,
      (who: readonly string[]) => who[0] === 'assumed-role' && who[1] === 'TeamA',
      (who: readonly string[]) => who[0] === 'jwt' && who[2] === 'alice',
      (who: readonly string[]) => who[0] === 'jwt' && who[2] === 'user/alice',
      ([kind, issuer, subject]: readonly string[]) =>
        kind === 'jwt' && issuer === 'https://issuer.example.com' && subject === 'bob',
    ];
    const index = indexGrants(grants);
    fc.assert(
      fc.property(person, ({ caller, who }) => {
        const expected = grants.filter((_, position) => named[position]?.(who) === true);
        expect(grantsOf(index, caller)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

test('an audit event has the identity of the caller, and no claim except the name', () => {
  expect(auditedCaller(callerOf(ALICE))).toEqual({ arn: ALICE });
  expect(auditedCaller({ ...jwtCallerOf({ ssn: '1' }), displayName: 'Alice A' })).toEqual({
    issuer: 'https://issuer.example.com',
    subject: 'alice',
    name: 'Alice A',
  });
});

test('the display name is the name of a user, the session of a role, or the name in a token', () => {
  expect(displayNameOf(callerOf(BOB))).toBe('Bob');
  expect(displayNameOf(callerOf(ALICE))).toBe('alice');
  expect(displayNameOf({ ...jwtCallerOf({}), displayName: 'Alice A' })).toBe('Alice A');
});
