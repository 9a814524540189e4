import { kmsStatement } from '../../../core/aws/kms-key.ts';
import { SESSION_POLICY_MAX_CHARACTERS } from '../../../core/aws/policy-document.ts';
import { PERMISSIONS, type Permission } from '../../../core/aws/target.ts';
import { OBJECT_ACTIONS } from '../../../core/policies/s3-resources.ts';
import { compileSessionPolicy, sessionPolicyText } from '../../../core/policies/session-policy.ts';
import cases from '../../cases/session-policies.json' with { type: 'json' };
import { parseTarget } from '../aws/parse-target.ts';
import { brokerErrorOf, KMS_KEY } from '../fixtures.ts';

const LOCATION = { Action: 's3:GetBucketLocation' };
const LISTING = { Action: 's3:ListBucket' };

const permissionOf = (text: string): Permission | undefined =>
  PERMISSIONS.find((permission) => permission === text);

describe('compileSessionPolicy', () => {
  test.each(cases)('$permission on $target in $partition, createOnly $createOnly', (expected) => {
    const { target, permission, createOnly, partition, statements } = expected;
    const policy = compileSessionPolicy(
      { target: parseTarget(target), permission: permissionOf(permission) ?? 'LIST', createOnly },
      partition,
    );
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
      const policy = compileSessionPolicy({ target, permission, kmsKey: KMS_KEY }, 'aws');
      expect(policy.Statement).toMatchObject([LOCATION, ...statements]);
      expect(policy.Statement).toHaveLength(statements.length + 1);
    },
  );

  test('refuses LIST on one object', () => {
    const target = parseTarget('s3://amzn-s3-demo-bucket/report.csv');
    const error = brokerErrorOf(() => compileSessionPolicy({ target, permission: 'LIST' }, 'aws'));
    expect(error.code).toBe('InvalidRequest');
    expect(error.message).toBe('LIST needs a target that ends in /*');
  });
});

describe('sessionPolicyText', () => {
  const reading = (target: string) =>
    sessionPolicyText(
      compileSessionPolicy({ target: parseTarget(target), permission: 'READ' }, 'aws'),
    );
  const empty = reading('s3://bucket/?').length - 4;

  test('is JSON without white space', () => {
    const text = reading('s3://amzn-s3-demo-bucket/team-a/*');
    expect(text).not.toMatch(/\s/);
    const target = parseTarget('s3://amzn-s3-demo-bucket/team-a/*');
    expect(JSON.parse(text)).toEqual(compileSessionPolicy({ target, permission: 'READ' }, 'aws'));
  });

  test('accepts the largest policy that STS accepts, and refuses one more character with both sizes', () => {
    const padding = (SESSION_POLICY_MAX_CHARACTERS - empty) % 4;
    const longest = (SESSION_POLICY_MAX_CHARACTERS - empty - padding) / 4;
    const exact = `s3://bucket/${'?'.repeat(longest)}${'x'.repeat(padding)}`;
    expect(reading(exact)).toHaveLength(SESSION_POLICY_MAX_CHARACTERS);

    const longer = `${exact}x`;
    const error = brokerErrorOf(() => reading(longer));
    expect(error.code).toBe('PolicyTooLarge');
    expect(error.message).toMatch(/ 2049 characters; STS accepts at most 2048\./);
  });

  test('includes the escapes that JSON adds', () => {
    const plain = reading('s3://bucket/ab');
    const quoted = reading('s3://bucket/a"');
    expect(quoted.length).toBe(plain.length + 1);
  });
});
