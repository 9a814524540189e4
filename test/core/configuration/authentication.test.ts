import {
  type Authentication,
  authenticationParser,
  checkGrantees,
} from '../../../core/configuration/authentication.ts';
import { parse } from '../../../core/parser.ts';
import { grantOf, grantTo, ISSUER } from '../fixtures.ts';

const IAM: Authentication = { type: 'iam' };
const JWT: Authentication = {
  type: 'jwt',
  issuer: ISSUER,
  audience: ['broker'],
  nameClaim: 'sub',
  scopes: [],
};

const CERTIFICATE =
  'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';

describe('authenticationParser', () => {
  test('turns a single audience into a list, and uses the subject as the name by default', () => {
    const written = [{ type: 'iam' }, { type: 'jwt', issuer: ISSUER, audience: 'broker' }];
    expect(parse(authenticationParser, written)).toEqual([IAM, JWT]);
  });

  test('parses every field', () => {
    const customDomain = { domainName: 'broker.example.com', certificateArn: CERTIFICATE };
    const jwt = {
      ...JWT,
      audience: ['a', 'b'],
      nameClaim: 'email',
      scopes: ['openid'],
      customDomain,
    };
    const iam = { ...IAM, customDomain: { ...customDomain, domainName: 'other.example.com' } };
    expect(parse(authenticationParser, [jwt, iam])).toEqual([jwt, iam]);
  });

  test.each([
    ['issuer', 'http://id.example.com'],
    ['issuer', 'xhttps://id.example.com'],
    ['issuer', ' https://id.example.com'],
    ['issuer', 'https://id.example.com/.well-known/openid-configuration'],
    ['issuer', 'https://login.microsoftonline.com/{tenantid}/v2.0'],
    ['issuer', 'https://id.example.com?a=b'],
    ['issuer', 'https://id.example.com/#a'],
    ['issuer', 'https://user@id.example.com'],
    ['issuer', `https://id.example.com/${'a'.repeat(490)}`],
    ['audience', 'a b'],
    ['audience', ' b'],
    ['audience', 'b '],
    ['audience', 'a'.repeat(257)],
    ['scopes', ['openid', 'a b']],
    ['scopes', ['\ta']],
  ])('refuses %s %j', (field, value) => {
    expect(() => parse(authenticationParser, [{ ...JWT, [field]: value }])).toThrow(
      new RegExp(`^\\[0\\]\\.${field}(\\[\\d\\])?: must be`),
    );
  });

  test('refuses two entries of the same type', () => {
    const jwt = { type: 'jwt', issuer: ISSUER, audience: 'broker' };
    const other = { ...jwt, issuer: 'https://other.example.com' };
    expect(() => parse(authenticationParser, [jwt, other])).toThrow(
      '[1].type: must differ: a broker has at most one entry of type jwt',
    );
  });
});

describe('checkGrantees', () => {
  const role = grantTo('role/TeamA', 's3://bucket/*', 'READ', { id: 'role' });
  const user = grantTo('user/Bob', 's3://bucket/*', 'READ', { id: 'user' });
  const permissionSet = grantTo('permission-set/A', 's3://bucket/*', 'READ', { id: 'set' });
  const token = grantOf({ id: 'token' });
  const problem = (id: string, type: string) =>
    `grant "${id}": grantee: is ${type}, but "authentication" has no entry of that type; add one, or remove the grant`;

  test.each<[string, readonly Authentication[], readonly string[]]>([
    ['both types', [JWT, IAM], []],
    ['only IAM', [IAM], [problem('token', 'jwt')]],
    ['only JWT', [JWT], [problem('role', 'iam'), problem('user', 'iam'), problem('set', 'iam')]],
  ])('with %s, reports the grants whose grantees cannot call', (_, authentication, problems) => {
    const check = () => checkGrantees([role, user, token, permissionSet], authentication);
    if (problems.length === 0) {
      expect(check).not.toThrow();
    } else {
      expect(check).toThrow(expect.objectContaining({ problems }));
    }
  });
});
