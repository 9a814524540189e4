import { mutableClaimWarnings } from '../../../core/grants/mutable-claims.ts';
import { grantOf, grantTo } from '../fixtures.ts';

const SCOPE = 's3://amzn-s3-demo-bucket/team-a/*';
const jwt = (claims: Readonly<Record<string, unknown>>, more = {}) =>
  grantOf({ grantee: { jwt: claims }, scope: SCOPE, ...more });

describe('mutableClaimWarnings', () => {
  test.each([
    ['a role', grantTo('role/TeamA', SCOPE, 'READ')],
    ['the subject', jwt({ sub: 'alice' }, { scope: 's3://bucket/{sub}/*', tags: { u: '{sub}' } })],
    ['groups', jwt({ groups: 'analysts' })],
    ['any email', jwt({ email: '*' })],
    ['a verified email', jwt({ email: 'alice@example.com', email_verified: true })],
    [
      'an email verified by the string true',
      jwt({ email: 'a@example.com', email_verified: 'true' }),
    ],
    [
      'the folder of a verified email',
      jwt({ email_verified: true }, { scope: 's3://bucket/{email}/*' }),
    ],
    ['a verified phone number', jwt({ phone_number: '+1', phone_number_verified: true })],
  ])('does not warn about %s', (_, grant) => {
    expect(mutableClaimWarnings([grant])).toEqual([]);
  });

  test.each([
    ['the grantee', jwt({ email: 'alice@example.com' })],
    ['the scope', jwt({ sub: '*' }, { scope: 's3://bucket/{email}/*' })],
    ['a tag', jwt({ sub: '*' }, { tags: { user: '{email}' } })],
    ['grantee, scope and tag', jwt({ email: 'a@b' }, { scope: 's3://b-1/{email}/*' })],
    ['an email that is not verified', jwt({ email: 'a@b', email_verified: false })],
    ['an email with any value of email_verified', jwt({ email: 'a@b', email_verified: '*' })],
    ['an email with a verified phone number', jwt({ email: 'a@b', phone_number_verified: true })],
  ])('warns once about the email in %s', (_, grant) => {
    expect(mutableClaimWarnings([grant])).toEqual([
      'grant "grant": users may be able to change their claim email; ' +
        'use sub, or require "email_verified": true in the grantee',
    ]);
  });

  test.each(['name', 'given_name', 'middle_name', 'family_name', 'nickname', 'preferred_username'])(
    'warns about %s, which no issuer verifies',
    (claim) => {
      expect(mutableClaimWarnings([jwt({ [claim]: 'alice', email_verified: true })])).toEqual([
        `grant "grant": users may be able to change their claim ${claim}; use sub`,
      ]);
    },
  );

  test('warns about every grant, in the order of the file', () => {
    const grants = [jwt({ name: 'a' }, { id: 'b' }), jwt({ sub: 'a' }), jwt({ name: 'a' })];
    expect(mutableClaimWarnings(grants)).toEqual([
      expect.stringContaining('"b"'),
      expect.stringContaining('"grant"'),
    ]);
  });
});
