import {
  checkRevocations,
  compileRevocations,
  type Revocation,
} from '../../../core/configuration/revocation.ts';
import { InvalidInput } from '../../../core/problems.ts';

const ACCOUNT = '111122223333';
const ALICE = { federatedUser: 'alice=GBj6bl0QSFgnt7', issuedBefore: '2026-11-21T20:00:00Z' };

/** Revokes `count` federated users, with the same time or with different times. */
function revocations(count: number, oneTime: boolean): readonly Revocation[] {
  return Array.from({ length: count }, (_, index) => ({
    federatedUser: `user-${String(index).padStart(6, '0')}`,
    issuedBefore: new Date(Date.UTC(2026, 10, 21, 0, 0, oneTime ? 0 : index))
      .toISOString()
      .replace('.000', ''),
  }));
}

describe('compileRevocations', () => {
  test('denies everything to earlier sessions of the user, and changing the readable part does not evade it', () => {
    expect(compileRevocations([ALICE], ACCOUNT)).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Action: '*',
            Resource: '*',
            Condition: {
              DateLessThan: { 'aws:TokenIssueTime': '2026-11-21T20:00:00Z' },
              StringLike: { 'aws:userid': ['111122223333:*=GBj6bl0QSFgnt7'] },
            },
          },
        ],
      },
    ]);
  });

  test('matches a requested name as a whole', () => {
    const [policy] = compileRevocations([{ ...ALICE, federatedUser: 'User1' }], ACCOUNT);
    expect(policy?.Statement[0]?.Condition?.StringLike).toEqual({
      'aws:userid': ['111122223333:User1'],
    });
  });

  test('matches everybody with *', () => {
    const [policy] = compileRevocations([ALICE, { ...ALICE, federatedUser: '*' }], ACCOUNT);
    expect(policy?.Statement).toEqual([
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-21T20:00:00Z' } },
      },
    ]);
  });

  test('returns no policy without revocations', () => {
    expect(compileRevocations([], ACCOUNT)).toEqual([]);
  });

  test.each([
    ['the same time', true, 1500],
    ['different times', false, 250],
  ])(
    'fits hundreds of names with %s into policies of the size that IAM accepts',
    (_, oneTime, count) => {
      const all = revocations(count, oneTime);
      const policies = compileRevocations(all, ACCOUNT);
      expect(policies.length).toBeLessThanOrEqual(9);
      for (const policy of policies) {
        expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
      }
      const text = JSON.stringify(policies);
      expect(all.filter(({ federatedUser }) => !text.includes(`:${federatedUser}"`))).toEqual([]);
      expect(() => checkRevocations(all)).not.toThrow();
    },
  );
});

describe('checkRevocations', () => {
  test('says what to do if nine policies are not enough', () => {
    const check = () => checkRevocations(revocations(2000, false));
    expect(check).toThrow(InvalidInput);
    expect(check).toThrow(
      /2000 entries need \d+ policies, and at most 9 are possible; use the same/,
    );
  });
});
