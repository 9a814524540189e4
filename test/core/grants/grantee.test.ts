import { formatGrantee, type Grantee, granteeParser } from '../../../core/grants/grantee.ts';
import { parse } from '../../../core/parser.ts';

const READ: readonly [unknown, Grantee, string][] = [
  [{ iam: 'role/TeamA' }, { kind: 'role', name: 'TeamA' }, 'role/TeamA'],
  [{ iam: 'user/Bob' }, { kind: 'user', name: 'Bob' }, 'user/Bob'],
  [
    { iam: 'permission-set/Engineer' },
    { kind: 'permission-set', name: 'Engineer' },
    'permission-set/Engineer',
  ],
  [
    { iam: 'permission-set/Engineer_0123456789abcdef' },
    { kind: 'permission-set', name: 'Engineer', suffix: '0123456789abcdef' },
    'permission-set/Engineer_0123456789abcdef',
  ],
  [
    { iam: `permission-set/${'a'.repeat(32)}_0123456789abcdef` },
    { kind: 'permission-set', name: 'a'.repeat(32), suffix: '0123456789abcdef' },
    `permission-set/${'a'.repeat(32)}_0123456789abcdef`,
  ],
  [
    { iam: 'permission-set/Engineer_0123456789ABCDEF' },
    { kind: 'permission-set', name: 'Engineer_0123456789ABCDEF' },
    'permission-set/Engineer_0123456789ABCDEF',
  ],
  [
    { jwt: { groups: 'analysts' } },
    { kind: 'jwt', claims: [{ claim: 'groups', value: 'analysts' }] },
    'groups=analysts',
  ],
  [
    { authentication: 'github', jwt: { repository_id: '123' } },
    {
      kind: 'jwt',
      authentication: 'github',
      claims: [{ claim: 'repository_id', value: '123' }],
    },
    'github: repository_id=123',
  ],
  [
    { jwt: { sub: '*', email_verified: true, 'https://example.com/team': 'a' } },
    {
      kind: 'jwt',
      claims: [
        { claim: 'sub', value: '*' },
        { claim: 'email_verified', value: true },
        { claim: 'https://example.com/team', value: 'a' },
      ],
    },
    'sub=*, email_verified=true, https://example.com/team=a',
  ],
];

test.each(READ)(
  'the parser accepts %j, and formatGrantee formats it in one line',
  (value, grantee, text) => {
    expect(parse(granteeParser, value)).toEqual(grantee);
    expect(formatGrantee(grantee)).toBe(text);
  },
);

test.each([
  [null],
  [[]],
  [['iam']],
  [{}],
  [{ iam: 'role/TeamA', jwt: { sub: '*' } }],
  [{ jwt: { sub: '*' }, iam: 'role/TeamA' }],
  [{ saml: 'x' }],
  [{ iam: { role: 'TeamA' } }],
  [{ iam: 'Role/TeamA' }],
  [{ iam: 'role/TeamA\n' }],
  [{ jwt: null }],
  [{ jwt: {} }],
  [{ jwt: { sub: 1 } }],
  [{ jwt: { sub: 'a' }, authentication: 'GitHub' }],
  [{ authentication: 'github' }],
  [JSON.parse('{"__proto__": {"iam": "role/TeamA"}}')],
])('the parser refuses %j', (value) => {
  expect(() => parse(granteeParser, value)).toThrow('must ');
});

test('the parser reports every wrong claim', () => {
  expect(() => parse(granteeParser, { jwt: { sub: '', 'a b': 'x', groups: ['a'] } })).toThrow(
    /^jwt\.sub: [^\n]*\njwt\."a b": must be the name of a claim[^\n]*\njwt\.groups: [^\n]* was a list: write one grant for each$/,
  );
});

test('the parser refuses an authentication beside an IAM grantee', () => {
  expect(() => parse(granteeParser, { iam: 'role/TeamA', authentication: 'github' })).toThrow(
    'authentication: is not a known field (known: iam)',
  );
});
