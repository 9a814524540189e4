import { parsePolicy } from '../../src/iam/parse-policy.ts';
import { statementApplies } from '../../src/iam/statement-match.ts';

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';

interface Request {
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Record<string, string | string[]>;
}

/** Whether a policy with this one statement is about the request. */
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
  ])('%s is about s3:GetObject: %s', (action, expected) => {
    expect(applies({ Action: action })).toBe(expected);
    expect(applies({ Action: undefined, NotAction: action })).toBe(!expected);
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
describe('Resource', () => {
  test.each([
    ['a wildcard takes slashes', `${BUCKET}/*`, `${BUCKET}/a/b`, true],
    ['a prefix is not another prefix', `${BUCKET}/team-a/*`, `${BUCKET}/team-ab/x`, false],
    ['a question mark is one character', `${BUCKET}/?`, `${BUCKET}/a`, true],
    ['a question mark is not none', `${BUCKET}/a?`, `${BUCKET}/a`, false],
    ['a question mark is one character of any plane', `${BUCKET}/?`, `${BUCKET}/\u{1f600}`, true],
    ['case counts', `${BUCKET}/Key`, `${BUCKET}/key`, false],
    ['the bucket is not its objects', BUCKET, `${BUCKET}/key`, false],
    ['objects are not the bucket', `${BUCKET}/*`, BUCKET, false],
    ['a wildcard in the last part takes colons', `${BUCKET}/*`, `${BUCKET}/a:b:c`, true],
    [
      'a wildcard in another part takes none',
      'arn:aws:sts::*:federated-user/x',
      'arn:aws:sts::1:y:federated-user/x',
      false,
    ],
    ['a wildcard stands for an account', 'arn:aws:sts::*:a', 'arn:aws:sts::111122223333:a', true],
    ['a star that was asked for is a character', `${BUCKET}/a`, `${BUCKET}/*`, false],
    ['a star that was asked for fits a wildcard', `${BUCKET}/*`, `${BUCKET}/*`, true],
    ['an escaped star is a character', `${BUCKET}/\${*}`, `${BUCKET}/a`, false],
    ['an escaped star fits a star', `${BUCKET}/\${*}`, `${BUCKET}/*`, true],
    ['an escaped question mark', `${BUCKET}/\${?}`, `${BUCKET}/?`, true],
    ['an escaped question mark is no wildcard', `${BUCKET}/\${?}`, `${BUCKET}/a`, false],
    ['an escaped dollar sign', `${BUCKET}/\${$}{*}`, `${BUCKET}/\${abc}`, true],
    ['everything', '*', '*', true],
    ['an action without a resource needs everything', 'arn:aws:s3:::*', '*', false],
  ])('%s', (_name, pattern, resource, expected) => {
    expect(applies({ Resource: pattern }, { resource })).toBe(expected);
    expect(applies({ Resource: undefined, NotResource: pattern }, { resource })).toBe(!expected);
  });

  test('patterns that would take other matchers ages are decided at once', () => {
    const pattern = `${BUCKET}/${'a*'.repeat(500)}b`;
    expect(applies({ Resource: pattern }, { resource: `${BUCKET}/${'a'.repeat(1000)}` })).toBe(
      false,
    );
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
describe('variables', () => {
  const context = { 'aws:username': 'alice', 'aws:userid': '1:*', 'aws:TagKeys': ['a', 'b'] };
  test.each([
    ['takes the value', `${BUCKET}/\${aws:username}/*`, `${BUCKET}/alice/x`, true],
    ['takes no other value', `${BUCKET}/\${aws:username}/*`, `${BUCKET}/bob/x`, false],
    ['names keys in any case', `${BUCKET}/\${AWS:UserName}`, `${BUCKET}/alice`, true],
    [
      'is a character where its value has a star',
      `${BUCKET}/\${aws:userid}`,
      `${BUCKET}/1:x`,
      false,
    ],
    ['fits where the star was asked for', `${BUCKET}/\${aws:userid}`, `${BUCKET}/1:*`, true],
    [
      'fits nothing without a value',
      `${BUCKET}/\${aws:missing}`,
      `${BUCKET}/\${aws:missing}`,
      false,
    ],
    ['falls back on its default', `${BUCKET}/\${aws:missing, 'it''s'}`, `${BUCKET}/it's`, true],
    ['prefers its value to the default', `${BUCKET}/\${aws:username, 'x'}`, `${BUCKET}/x`, false],
    [
      'takes the default for a key with several values',
      `${BUCKET}/\${aws:TagKeys,'d'}`,
      `${BUCKET}/d`,
      true,
    ],
  ])('%s', (_name, pattern, resource, expected) => {
    expect(applies({ Resource: pattern }, { resource, context })).toBe(expected);
  });

  test('an Allow with NotResource gives nothing where a variable has no value', () => {
    const statement = { Resource: undefined, NotResource: `${BUCKET}/\${aws:missing}` };
    expect(applies(statement)).toBe(false);
    expect(applies({ ...statement, Effect: 'Deny' })).toBe(true);
  });

  test('are plain text in a policy of 2008-10-17', () => {
    const statement = { Resource: `${BUCKET}/\${aws:username}` };
    const literal = { resource: `${BUCKET}/\${aws:username}`, context };
    expect(applies(statement, literal, '2008-10-17')).toBe(true);
    expect(applies(statement, { resource: `${BUCKET}/alice`, context }, '2008-10-17')).toBe(false);
  });
});
