import { parsePolicy } from '../../src/iam/parse-policy.ts';
import { statementApplies } from '../../src/iam/statement-match.ts';

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';

interface Request {
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Record<string, string | string[]>;
}

/** Returns whether a policy with this one statement applies to the request. */
function applies(statement: object, request: Request = {}, version = '2012-10-17'): boolean {
  const policy = parsePolicy(
    {
      Version: version,
      Statement: { Effect: 'Allow', Action: '*', Resource: '*', ...statement },
    },
    'identity',
  );
  const context = new Map(
    Object.entries(request.context ?? {}).map(([key, value]) => [
      key.toLowerCase(),
      [value].flat(),
    ]),
  );
  const { action = 's3:GetObject', resource = `${BUCKET}/key` } = request;
  return policy.statements.every((one) =>
    statementApplies(one, action, resource, { version: policy.version, context }),
  );
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
describe('Action', () => {
  test.each([
    ['s3:GetObject', true],
    ['S3:getobject', true],
    ['s3:Get*', true],
    ['s3:Get?bject', true],
    ['s3:*Object', true],
    ['*', true],
    ['s3:PutObject', false],
    ['s3:Get', false],
    ['s3:GetObjects', false],
    ['iam:*', false],
  ])('the action %s applies to s3:GetObject: %s', (action, expected) => {
    expect(applies({ Action: action })).toBe(expected);
    expect(applies({ Action: undefined, NotAction: action })).toBe(!expected);
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
describe('Resource', () => {
  test.each([
    ['a wildcard matches slashes', `${BUCKET}/*`, `${BUCKET}/a/b`, true],
    ['a prefix does not match a longer name', `${BUCKET}/team-a/*`, `${BUCKET}/team-ab/x`, false],
    ['a question mark matches one character', `${BUCKET}/?`, `${BUCKET}/a`, true],
    ['a question mark does not match the empty string', `${BUCKET}/a?`, `${BUCKET}/a`, false],
    [
      'a question mark matches one character beyond U+FFFF',
      `${BUCKET}/?`,
      `${BUCKET}/\u{1f600}`,
      true,
    ],
    ['case counts', `${BUCKET}/Key`, `${BUCKET}/key`, false],
    ['the ARN of a bucket does not match its objects', BUCKET, `${BUCKET}/key`, false],
    ['the ARN of objects does not match the bucket', `${BUCKET}/*`, BUCKET, false],
    ['a wildcard in the last part matches colons', `${BUCKET}/*`, `${BUCKET}/a:b:c`, true],
    [
      'a star at the end of a segment matches beyond the colon',
      'arn:aws:secretsmanager:*:secret:prod-*',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:prod-key',
      true,
    ],
    [
      'a star at the end of a segment can match an earlier or a later colon',
      'arn:aws:logs:us-*:log-group:*:log-stream:a',
      'arn:aws:logs:us-east-1:111122223333:log-group:log-group:b:log-stream:a',
      true,
    ],
    [
      'what follows a star at the end of a segment must still match',
      'arn:aws:secretsmanager:*:secret:prod-*',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:test-key',
      false,
    ],
    [
      'a star inside a segment matches no colon',
      'arn:aws:sts::1*2:federated-user/x',
      'arn:aws:sts::1:2:federated-user/x',
      false,
    ],
    [
      'a star inside a segment and one at its end match',
      'arn:aws:s3:u*-1*:key:x',
      'arn:aws:s3:us-east-1:2:key:x',
      true,
    ],
    [
      'a question mark matches no colon',
      'arn:aws:sts::1?2:federated-user/x',
      'arn:aws:sts::1:2:federated-user/x',
      false,
    ],
    [
      'a variable with a star at the end of a segment matches no colon',
      'arn:aws:sts::${*}:federated-user/x',
      'arn:aws:sts::1:y:federated-user/x',
      false,
    ],
    ['a wildcard matches an account', 'arn:aws:sts::*:a', 'arn:aws:sts::111122223333:a', true],
    ['a star in the request is an ordinary character', `${BUCKET}/a`, `${BUCKET}/*`, false],
    ['a star in the request matches a wildcard', `${BUCKET}/*`, `${BUCKET}/*`, true],
    ['an escaped star is not a wildcard', `${BUCKET}/\${*}`, `${BUCKET}/a`, false],
    ['an escaped star matches a star', `${BUCKET}/\${*}`, `${BUCKET}/*`, true],
    ['an escaped question mark matches a question mark', `${BUCKET}/\${?}`, `${BUCKET}/?`, true],
    ['an escaped question mark is not a wildcard', `${BUCKET}/\${?}`, `${BUCKET}/a`, false],
    [
      'an escaped dollar sign matches a dollar sign',
      `${BUCKET}/\${$}{*}`,
      `${BUCKET}/\${abc}`,
      true,
    ],
    ['everything', '*', '*', true],
    ['an action without a resource needs a star', 'arn:aws:s3:::*', '*', false],
  ])('%s', (_name, pattern, resource, expected) => {
    expect(applies({ Resource: pattern }, { resource })).toBe(expected);
    expect(applies({ Resource: undefined, NotResource: pattern }, { resource })).toBe(!expected);
  });

  test('patterns that are slow for backtracking matchers are fast', () => {
    const pattern = `${BUCKET}/${'a*'.repeat(500)}b`;
    expect(applies({ Resource: pattern }, { resource: `${BUCKET}/${'a'.repeat(1000)}` })).toBe(
      false,
    );
    const crossing = `arn:aws:logs:${'a*'.repeat(200)}:${'a*'.repeat(200)}:${'a*'.repeat(200)}b`;
    const resource = `arn:aws:logs:${'a:'.repeat(500)}`;
    expect(applies({ Resource: crossing }, { resource })).toBe(false);
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
describe('variables', () => {
  const context = { 'aws:username': 'alice', 'aws:userid': '1:*', 'aws:TagKeys': ['a', 'b'] };
  test.each([
    ['matches its value', `${BUCKET}/\${aws:username}/*`, `${BUCKET}/alice/x`, true],
    ['matches no other value', `${BUCKET}/\${aws:username}/*`, `${BUCKET}/bob/x`, false],
    ['names its key in any case', `${BUCKET}/\${AWS:UserName}`, `${BUCKET}/alice`, true],
    [
      'is not a wildcard if its value has a star',
      `${BUCKET}/\${aws:userid}`,
      `${BUCKET}/1:x`,
      false,
    ],
    ['matches a star in the request', `${BUCKET}/\${aws:userid}`, `${BUCKET}/1:*`, true],
    [
      'matches nothing without a value',
      `${BUCKET}/\${aws:missing}`,
      `${BUCKET}/\${aws:missing}`,
      false,
    ],
    [
      'uses its default without a value',
      `${BUCKET}/\${aws:missing, 'it''s'}`,
      `${BUCKET}/it's`,
      true,
    ],
    ['prefers its value to the default', `${BUCKET}/\${aws:username, 'x'}`, `${BUCKET}/x`, false],
    [
      'uses the default for a key with several values',
      `${BUCKET}/\${aws:TagKeys,'d'}`,
      `${BUCKET}/d`,
      true,
    ],
  ])('%s', (_name, pattern, resource, expected) => {
    expect(applies({ Resource: pattern }, { resource, context })).toBe(expected);
  });

  test('an Allow with NotResource allows nothing if a variable has no value', () => {
    const statement = { Resource: undefined, NotResource: `${BUCKET}/\${aws:missing}` };
    expect(applies(statement)).toBe(false);
    expect(applies({ ...statement, Effect: 'Deny' })).toBe(true);
  });

  test('are ordinary strings in a policy of version 2008-10-17', () => {
    const statement = { Resource: `${BUCKET}/\${aws:username}` };
    const literal = { resource: `${BUCKET}/\${aws:username}`, context };
    expect(applies(statement, literal, '2008-10-17')).toBe(true);
    expect(applies(statement, { resource: `${BUCKET}/alice`, context }, '2008-10-17')).toBe(false);
  });
});
