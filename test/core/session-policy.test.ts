import { SESSION_POLICY_MAX_CHARACTERS } from '../../core/policy-document.ts';
import { compileSessionPolicy, sessionPolicyText } from '../../core/session-policy.ts';
import { PERMISSIONS, type Permission } from '../../core/target.ts';
import cases from '../cases/session-policies.json' with { type: 'json' };
import { brokerErrorOf } from './fixtures.ts';
import { parseTarget } from './parse-target.ts';

const permissionOf = (text: string): Permission | undefined =>
  PERMISSIONS.find((permission) => permission === text);

describe('compileSessionPolicy', () => {
  test.each(cases)('$permission on $target in $partition', (expected) => {
    const { target, permission, partition, statements } = expected;
    const policy = compileSessionPolicy(
      parseTarget(target),
      permissionOf(permission) ?? 'LIST',
      partition,
    );
    expect(policy).toEqual({ Version: '2012-10-17', Statement: statements });
  });

  test('never lets one object be listed', () => {
    const target = parseTarget('s3://amzn-s3-demo-bucket/report.csv');
    const error = brokerErrorOf(() => compileSessionPolicy(target, 'LIST', 'aws'));
    expect(error.code).toBe('InvalidRequest');
  });
});

describe('sessionPolicyText', () => {
  const policyOf = (length: number) =>
    sessionPolicyText(parseTarget(`s3://bucket/${'?'.repeat(length)}`), 'READ', 'aws');
  const empty = policyOf(1).length - 4;

  test('is JSON without white space', () => {
    const target = parseTarget('s3://amzn-s3-demo-bucket/team-a/*');
    const text = sessionPolicyText(target, 'READ', 'aws');
    expect(text).not.toMatch(/\s/);
    expect(JSON.parse(text)).toEqual(compileSessionPolicy(target, 'READ', 'aws'));
  });

  test('takes what STS takes at most, and refuses a character more with both figures', () => {
    const padding = (SESSION_POLICY_MAX_CHARACTERS - empty) % 4;
    const longest = (SESSION_POLICY_MAX_CHARACTERS - empty - padding) / 4;
    const exact = parseTarget(`s3://bucket/${'?'.repeat(longest)}${'x'.repeat(padding)}`);
    expect(sessionPolicyText(exact, 'READ', 'aws')).toHaveLength(SESSION_POLICY_MAX_CHARACTERS);

    const longer = parseTarget(`s3://bucket/${'?'.repeat(longest)}${'x'.repeat(padding + 1)}`);
    const error = brokerErrorOf(() => sessionPolicyText(longer, 'READ', 'aws'));
    expect(error.code).toBe('PolicyTooLarge');
    expect(error.message).toMatch(/ 2049 characters; STS takes 2048\./);
  });

  test('counts the escapes that JSON adds', () => {
    const plain = sessionPolicyText(parseTarget('s3://bucket/ab'), 'READ', 'aws');
    const quoted = sessionPolicyText(parseTarget('s3://bucket/a"'), 'READ', 'aws');
    expect(quoted.length).toBe(plain.length + 1);
  });
});
