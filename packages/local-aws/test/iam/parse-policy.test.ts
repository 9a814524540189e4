import { parsePolicy } from '../../src/iam/parse-policy.ts';
import type { PolicyKind } from '../../src/iam/policy-document.ts';

const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const of = (statement: object) => ({
  Version: '2012-10-17',
  Statement: [{ ...STATEMENT, ...statement }],
});

test('single values become lists, and numbers and booleans in conditions become strings', () => {
  const condition = {
    NumericLessThan: { 's3:max-keys': 10 },
    Bool: { 'aws:SecureTransport': true },
  };
  expect(parsePolicy(JSON.stringify(of({ Sid: 'One', Condition: condition })), 'session')).toEqual({
    version: '2012-10-17',
    statements: [
      {
        sid: 'One',
        effect: 'Allow',
        actions: { not: false, patterns: ['s3:GetObject'] },
        resources: { not: false, patterns: ['*'] },
        principals: undefined,
        conditions: [
          { operator: 'NumericLessThan', key: 's3:max-keys', values: ['10'] },
          { operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] },
        ],
      },
    ],
  });
});

test('a policy without a version has version 2008-10-17', () => {
  expect(parsePolicy({ Statement: STATEMENT }, 'identity').version).toBe('2008-10-17');
});

const MALFORMED: Record<string, [policy: unknown, kind: PolicyKind, message: string]> = {
  'a string that is not JSON': ['{', 'session', 'Syntax errors in policy'],
  'an empty string': ['', 'session', 'Syntax errors in policy'],
  'a list': ['[]', 'session', 'a policy must be a JSON object'],
  null: ['null', 'session', 'a policy must be a JSON object'],
  'an unknown element': [{ ...of({}), Statements: [] }, 'identity', 'unknown element Statements'],
  'an unknown version': [{ ...of({}), Version: '2012-10-18' }, 'identity', '2012-10-18'],
  'an Id that is not a string': [{ ...of({}), Id: 1 }, 'identity', 'Id'],
  'no statement': [{ Version: '2012-10-17' }, 'identity', 'Statement is missing'],
  'an empty list of statements': [{ Statement: [] }, 'identity', 'Statement is missing or empty'],
  'a statement that is not an object': [{ Statement: ['x'] }, 'identity', 'Statement 1'],
  'an unknown element in a statement': [of({ Acton: 'x' }), 'identity', 'unknown element Acton'],
  'no Effect': [of({ Effect: undefined }), 'identity', 'Missing required field Effect'],
  'another Effect': [of({ Effect: 'allow' }), 'identity', '"allow"'],
  'no Action': [of({ Action: undefined }), 'identity', 'must contain actions'],
  'an empty list of actions': [of({ Action: [] }), 'identity', 'at least one string'],
  'an action that is not a string': [of({ Action: 1 }), 'identity', 'Action must be a string'],
  'an action without a service': [of({ Action: 'GetObject' }), 'identity', 'GetObject'],
  'a wildcard in an action’s service': [of({ Action: 's*:Get' }), 'identity', 's*:Get'],
  'Action and NotAction': [of({ NotAction: 's3:*' }), 'identity', 'cannot be used together'],
  'no Resource': [of({ Resource: undefined }), 'identity', 'must contain resources'],
  'Resource and NotResource': [of({ NotResource: '*' }), 'identity', 'cannot be used together'],
  'a resource that is not an ARN': [
    of({ Resource: 'bucket' }),
    'identity',
    'must be in ARN format',
  ],
  'an ARN that is too short': [of({ Resource: 'arn:aws:s3:*' }), 'identity', 'ARN format'],
  'a wildcard in an ARN’s service': [of({ Resource: 'arn:aws:*:::b' }), 'identity', 'vendor'],
  'a Principal in an identity policy': [of({ Principal: '*' }), 'identity', 'prohibited field'],
  'a Principal in a session policy': [of({ Principal: '*' }), 'session', 'prohibited field'],
  'no Principal in a resource policy': [of({}), 'resource', 'Missing required field Principal'],
  'Principal and NotPrincipal': [
    of({ Effect: 'Deny', Principal: '*', NotPrincipal: '*' }),
    'resource',
    'both Principal and NotPrincipal',
  ],
  'an Allow with NotPrincipal': [of({ NotPrincipal: { AWS: '*' } }), 'resource', 'Effect Deny'],
  'a wildcard in a part of a principal': [
    of({ Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }),
    'resource',
    'Invalid principal in policy',
  ],
  'an empty principal': [of({ Principal: {} }), 'resource', 'Invalid principal in policy'],
  'an unknown kind of principal': [
    of({ Principal: { Aws: '*' } }),
    'resource',
    'Invalid principal',
  ],
  'a Resource in a trust policy': [of({ Principal: '*' }), 'trust', 'prohibited field Resource'],
  'an unknown condition operator': [
    of({ Condition: { StringEqual: { 'aws:userid': 'x' } } }),
    'identity',
    'StringEqual',
  ],
  'Null with IfExists': [
    of({ Condition: { NullIfExists: { 'a:b': 'true' } } }),
    'identity',
    'Null',
  ],
  'a condition key without a vendor': [
    of({ Condition: { StringEquals: { prefix: 'x' } } }),
    'identity',
    'prefix must be prefaced',
  ],
  'a condition without values': [
    of({ Condition: { StringEquals: { 'a:b': [] } } }),
    'identity',
    'at least one string',
  ],
  'an invalid number': [
    of({ Condition: { NumericEquals: { 'a:b': 'ten' } } }),
    'identity',
    'cannot compare a:b with "ten"',
  ],
  'an invalid date': [
    of({ Condition: { DateLessThan: { 'a:b': 'yesterday' } } }),
    'identity',
    'cannot compare a:b with "yesterday"',
  ],
  'an invalid address': [
    of({ Condition: { IpAddress: { 'a:b': '203.0.113.0/33' } } }),
    'identity',
    '203.0.113.0/33',
  ],
  'an invalid variable': [
    of({ Resource: 'arn:aws:s3:::b/${claim}' }),
    'identity',
    'policy variable',
  ],
  'a variable without an end': [
    of({ Condition: { StringLike: { 's3:prefix': '${aws:username' } } }),
    'identity',
    'policy variable',
  ],
  'a Sid with other characters': [of({ Sid: 'a b' }), 'identity', 'alpha-numeric'],
  'a repeated Sid': [
    {
      Statement: [
        { ...STATEMENT, Sid: 'A' },
        { ...STATEMENT, Sid: 'A' },
      ],
    },
    'identity',
    'must be unique',
  ],
  'a character that IAM does not accept': [
    of({ Resource: 'arn:aws:s3:::b/Ā' }),
    'session',
    'U+00FF',
  ],
};

describe('MalformedPolicyDocument names the fault', () => {
  test.each(Object.entries(MALFORMED))('%s', (_name, [policy, kind, message]) => {
    expect(() => parsePolicy(policy, kind)).toThrow(
      expect.objectContaining({
        code: 'MalformedPolicyDocument',
        message: expect.stringContaining(message),
      }),
    );
  });
});

describe('what the local AWS does not support fails, and the message names it', () => {
  test.each([
    ['BinaryEquals', of({ Condition: { BinaryEquals: { 'a:b': 'YQ==' } } }), 'identity' as const],
    ['Federated', of({ Principal: { Federated: 'accounts.google.com' } }), 'resource' as const],
    ['CanonicalUser', of({ Principal: { CanonicalUser: 'x' } }), 'resource' as const],
  ])('%s', (name, policy, kind) => {
    expect(() => parsePolicy(policy, kind)).toThrow(
      expect.objectContaining({
        code: 'NotSupportedByLocalAws',
        message: expect.stringContaining(name),
      }),
    );
  });
});
