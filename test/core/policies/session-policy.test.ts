import { kmsStatement } from '../../../core/aws/kms-key.ts';
import { SESSION_POLICY_MAX_CHARACTERS } from '../../../core/aws/policy-document.ts';
import { PERMISSIONS } from '../../../core/aws/target.ts';
import { OBJECT_ACTIONS } from '../../../core/policies/s3-resources.ts';
import {
  compileSessionPolicy,
  type SessionAccess,
  sessionPolicyText,
} from '../../../core/policies/session-policy.ts';
import cases from '../../cases/session-policies.json' with { type: 'json' };
import lists from '../../cases/session-policies-of-lists.json' with { type: 'json' };
import { parseTarget } from '../aws/parse-target.ts';
import { brokerErrorOf, KMS_KEY } from '../fixtures.ts';

const LOCATION = { Action: 's3:GetBucketLocation' };
const LISTING = { Action: 's3:ListBucket' };

/** Reads an access of a truth table. */
function accessOf(written: {
  readonly target: string;
  readonly permission: string;
  readonly kmsKey?: string;
  readonly createOnly?: boolean;
}): SessionAccess {
  const permission = PERMISSIONS.find((known) => known === written.permission) ?? 'LIST';
  return { ...written, target: parseTarget(written.target), permission };
}

describe('compileSessionPolicy', () => {
  test.each(cases)('$permission on $target in $partition, createOnly $createOnly', (expected) => {
    const { partition, statements, ...access } = expected;
    const policy = compileSessionPolicy([accessOf(access)], partition);
    expect(policy).toEqual({ Version: '2012-10-17', Statement: statements });
  });

  test.each([
    ['LIST', [LISTING]],
    ['READ', [LISTING, { Action: OBJECT_ACTIONS.READ }, kmsStatement(KMS_KEY, 'READ')]],
    ['UPLOAD', [{ Action: OBJECT_ACTIONS.UPLOAD }, kmsStatement(KMS_KEY, 'WRITE')]],
    ['WRITE', [{ Action: OBJECT_ACTIONS.WRITE }, kmsStatement(KMS_KEY, 'WRITE')]],
    [
      'READWRITE',
      [LISTING, { Action: OBJECT_ACTIONS.READWRITE }, kmsStatement(KMS_KEY, 'READWRITE')],
    ],
  ] as const)(
    '%s may use a KMS key as far as it needs it, and LIST may not use it at all',
    (permission, statements) => {
      const target = parseTarget('s3://amzn-s3-demo-bucket/team-a/*');
      const policy = compileSessionPolicy([{ target, permission, kmsKey: KMS_KEY }], 'aws');
      expect(policy.Statement).toMatchObject([LOCATION, ...statements]);
      expect(policy.Statement).toHaveLength(statements.length + 1);
    },
  );

  test('refuses LIST on one object, also beside another access', () => {
    const target = parseTarget('s3://amzn-s3-demo-bucket/report.csv');
    const error = brokerErrorOf(() =>
      compileSessionPolicy(
        [
          { target, permission: 'READ' },
          { target, permission: 'LIST' },
        ],
        'aws',
      ),
    );
    expect(error.code).toBe('InvalidRequest');
    expect(error.message).toBe('LIST needs a target that ends in /*');
  });
});

describe('compileSessionPolicy of several accesses', () => {
  test.each(lists)('$name', ({ accesses, statements }) => {
    const policy = compileSessionPolicy(accesses.map(accessOf), 'aws');
    expect(policy.Statement).toEqual(statements);
  });

  test('does not depend on an access that is given twice', () => {
    const access = accessOf({
      target: 's3://amzn-s3-demo-bucket/team-a/*',
      permission: 'READWRITE',
    });
    expect(compileSessionPolicy([access, access], 'aws')).toEqual(
      compileSessionPolicy([access], 'aws'),
    );
  });
});

describe('sessionPolicyText', () => {
  const textFor = (...targets: readonly string[]) => {
    const accesses = targets.map((target) => accessOf({ target, permission: 'READ' }));
    return sessionPolicyText(compileSessionPolicy(accesses, 'aws'), accesses, 'aws');
  };
  const empty = textFor('s3://bucket/?').length - 4;

  test('is JSON without white space', () => {
    const target = 's3://amzn-s3-demo-bucket/team-a/*';
    const text = textFor(target);
    expect(text).not.toMatch(/\s/);
    expect(JSON.parse(text)).toEqual(
      compileSessionPolicy([accessOf({ target, permission: 'READ' })], 'aws'),
    );
  });

  test('accepts the largest policy that STS accepts, and refuses one more character with both sizes', () => {
    const padding = (SESSION_POLICY_MAX_CHARACTERS - empty) % 4;
    const longest = (SESSION_POLICY_MAX_CHARACTERS - empty - padding) / 4;
    const exact = `s3://bucket/${'?'.repeat(longest)}${'x'.repeat(padding)}`;
    expect(textFor(exact)).toHaveLength(SESSION_POLICY_MAX_CHARACTERS);

    const error = brokerErrorOf(() => textFor(`${exact}x`));
    expect(error.code).toBe('PolicyTooLarge');
    expect(error.message).toBe(
      'The session policy for this target has 2049 characters; STS accepts at most 2048. ' +
        'Ask for a target with a shorter key or prefix.',
    );
  });

  test('names the accesses to leave out, without which the policy is short enough', () => {
    const target = (letter: string, length: number) => `s3://bucket/${letter.repeat(length)}/*`;
    const targets = [target('a', 200), target('b', 900), target('c', 800), target('d', 100)];
    expect(brokerErrorOf(() => textFor(...targets)).message).toBe(
      'The session policy for these 4 accesses has 4467 characters; STS accepts at most 2048. ' +
        'Leave out Accesses[1], Accesses[2], or ask for targets with shorter keys and prefixes.',
    );
    expect(textFor(target('a', 200), target('d', 100)).length).toBeLessThanOrEqual(2048);
  });

  test('includes the escapes that JSON adds', () => {
    expect(textFor('s3://bucket/a"').length).toBe(textFor('s3://bucket/ab').length + 1);
  });
});
