import { formatTarget } from '../../../core/aws/target.ts';
import { object } from '../../../core/compound-parser.ts';
import { accessesOf, type OwnPolicy } from '../../../core/own-policies/own-policy.ts';
import { ownPolicyParser } from '../../../core/own-policies/own-policy-parser.ts';
import { parse } from '../../../core/parser.ts';
import { InvalidInput } from '../../../core/problems.ts';
import accepted from '../../cases/own-policies.json' with { type: 'json' };
import refused from '../../cases/refused-own-policies.json' with { type: 'json' };

const bodyParser = object({ Policy: ownPolicyParser });

function problemsOf(policy: unknown): readonly string[] {
  try {
    parse(bodyParser, { Policy: policy });
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) {
      return error.problems;
    }
    throw error;
  }
}

function accessTexts(policy: OwnPolicy): readonly string[] {
  return accessesOf(policy).map(
    ({ permission, target, deletes }) =>
      `${permission} ${formatTarget(target)}${deletes === true ? ', deletes' : ''}`,
  );
}

test.each(accepted)(
  'reads $name, and asks for the smallest permissions',
  ({ policy, accesses }) => {
    expect(accessTexts(parse(ownPolicyParser, policy))).toEqual(accesses);
  },
);

test.each(refused)('refuses $name, and says what to write', ({ policy, problem }) => {
  expect(problemsOf(policy)).toContain(problem);
});

test('an access names every statement that needs it', () => {
  const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' };
  const remove = { ...read, Action: ['s3:DeleteObject', 's3:DeleteObject'] };
  const policy = parse(ownPolicyParser, { Statement: [read, remove, read] });
  expect(accessesOf(policy).map(({ statements }) => statements)).toEqual([[0, 2], [1]]);
});

test('refuses a policy of 13 KB that names 50,000 prefixes within two seconds', () => {
  const Resource = Array.from({ length: 100 }, (_, bucket) => `arn:aws:s3:::b${bucket}a`);
  const Statement = ['a', 'b', 'c', 'd', 'e'].map((letter) => ({
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource,
    Condition: {
      StringLike: { 's3:prefix': Array.from({ length: 100 }, (_, each) => `${letter}${each}`) },
    },
  }));
  const { user } = process.cpuUsage();
  const problems = problemsOf({ Statement });
  expect(problems).toEqual([expect.stringContaining('needed 50000')]);
  expect(process.cpuUsage().user - user).toBeLessThan(2_000_000);
});
