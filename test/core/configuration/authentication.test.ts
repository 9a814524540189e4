import {
  type Authentication,
  authenticationParser,
} from '../../../core/configuration/authentication.ts';
import { parse } from '../../../core/parser.ts';
import { ISSUER } from '../fixtures.ts';

const IAM: Authentication = { type: 'iam' };
const JWT: Authentication = {
  type: 'jwt',
  issuer: ISSUER,
  audience: ['broker'],
  nameClaim: 'sub',
  scopes: [],
};

const PEOPLE: Authentication = { ...JWT, scopes: ['openid'] };
const GITHUB: Authentication = {
  ...PEOPLE,
  name: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
};

const CERTIFICATE =
  'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';

const DOMAIN = { domainName: 'broker.example.com', certificateArn: CERTIFICATE };

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

  test('parses several issuers with different names', () => {
    expect(parse(authenticationParser, [PEOPLE, GITHUB, IAM])).toEqual([PEOPLE, GITHUB, IAM]);
  });

  test('reads the name jwt as no name, so that writing it never replaces the API', () => {
    expect(parse(authenticationParser, [{ ...PEOPLE, name: 'jwt' }])).toEqual([PEOPLE]);
  });

  test.each([
    [
      'IAM entries',
      IAM,
      IAM,
      /^\[1\]\.type: must differ: a broker has at most one entry of type iam$/,
    ],
    [
      'names',
      GITHUB,
      { ...PEOPLE, name: 'github' },
      /^\[1\]\.name: is also the name of item 0: give/,
    ],
    [
      'entries without a name',
      PEOPLE,
      { ...GITHUB, name: 'jwt' },
      /^\[1\]\.name: is also the name of/,
    ],
    [
      'issuers',
      PEOPLE,
      { ...GITHUB, issuer: ISSUER },
      /^\[1\]\.issuer: is also the issuer of item 0: add/,
    ],
    [
      'domain names',
      { ...PEOPLE, customDomain: DOMAIN },
      { ...GITHUB, customDomain: DOMAIN },
      /^\[1\]\.customDomain\.domainName: is also the domain name of item 0$/,
    ],
  ])('refuses two equal %s', (_, first, second, problem) => {
    expect(() => parse(authenticationParser, [first, second])).toThrow(problem);
  });

  test.each(['GitHub', 'git-hub', '1', '', 'a'.repeat(33)])('refuses the name %j', (name) => {
    expect(() => parse(authenticationParser, [{ ...PEOPLE, name }])).toThrow(
      /^\[0\]\.name: must be/,
    );
  });

  test('accepts six issuers beside IAM, and refuses a seventh', () => {
    const entries = Array.from({ length: 7 }, (_, index) => ({
      ...PEOPLE,
      name: `issuer${index}`,
      issuer: `https://id${index}.example.com`,
    }));
    expect(parse(authenticationParser, [IAM, ...entries.slice(1)])).toHaveLength(7);
    expect(() => parse(authenticationParser, entries)).toThrow(
      'must have at most 6 entries of type jwt',
    );
    expect(() => parse(authenticationParser, [IAM, ...entries])).toThrow('must have 1 to 7 items');
  });
});
