import {
  checkRevocations,
  compileRevocations,
  type Revocation,
} from '../../../core/configuration/revocation.ts';
import { InvalidInput } from '../../../core/problems.ts';

const ACCOUNT = '111122223333';
const ALICE = { federatedUser: 'alice=GBj6bl0QSFgnt7', issuedBefore: '2026-11-21T20:00:00Z' };

/** As many federated users as asked for, each with a time of its own or all with one. */
function revocations(count: number, oneTime: boolean): readonly Revocation[] {
  return Array.from({ length: count }, (_, index) => ({
    federatedUser: `user-${String(index).padStart(6, '0')}`,
    issuedBefore: new Date(Date.UTC(2026, 10, 21, 0, 0, oneTime ? 0 : index))
      .toISOString()
      .replace('.000', ''),
  }));
}

describe('compileRevocations', () => {
  test('denies everything to sessions of the user from before, whatever stands before the hash', () => {
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

  test('knows a name that was asked for by the whole name', () => {
    const [policy] = compileRevocations([{ ...ALICE, federatedUser: 'User1' }], ACCOUNT);
    expect(policy?.Statement[0]?.Condition?.StringLike).toEqual({
      'aws:userid': ['111122223333:User1'],
    });
  });

  test('concerns everybody with *', () => {
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

  test('makes no policy for nobody', () => {
    expect(compileRevocations([], ACCOUNT)).toEqual([]);
  });

  test.each([
    ['one time', true, 1500],
    ['a time each', false, 250],
  ])('fits hundreds of names of %s into policies that IAM takes', (_, oneTime, count) => {
    const all = revocations(count, oneTime);
    const policies = compileRevocations(all, ACCOUNT);
    expect(policies.length).toBeLessThanOrEqual(9);
    for (const policy of policies) {
      expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6144);
    }
    const text = JSON.stringify(policies);
    expect(all.filter(({ federatedUser }) => !text.includes(`:${federatedUser}"`))).toEqual([]);
    expect(() => checkRevocations(all)).not.toThrow();
  });
});

describe('checkRevocations', () => {
  test('says what to do when nine policies are not enough', () => {
    const check = () => checkRevocations(revocations(2000, false));
    expect(check).toThrow(InvalidInput);
    expect(check).toThrow(/2000 entries need \d+ policies \(at most 9\); give several entries one/);
  });
});
