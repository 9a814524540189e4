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
    ['whatever the email is', jwt({ email: '*' })],
    ['a verified email', jwt({ email: 'alice@example.com', email_verified: true })],
    ['an email verified in words', jwt({ email: 'a@example.com', email_verified: 'true' })],
    [
      'the folder of a verified email',
      jwt({ email_verified: true }, { scope: 's3://bucket/{email}/*' }),
    ],
    ['a verified number', jwt({ phone_number: '+1', phone_number_verified: true })],
  ])('says nothing of %s', (_, grant) => {
    expect(mutableClaimWarnings([grant])).toEqual([]);
  });

  test.each([
    ['the grantee', jwt({ email: 'alice@example.com' })],
    ['the scope', jwt({ sub: '*' }, { scope: 's3://bucket/{email}/*' })],
    ['a tag', jwt({ sub: '*' }, { tags: { user: '{email}' } })],
    ['grantee, scope and tag', jwt({ email: 'a@b' }, { scope: 's3://b-1/{email}/*' })],
    ['an email not verified', jwt({ email: 'a@b', email_verified: false })],
    ['an email verified in other words', jwt({ email: 'a@b', email_verified: '*' })],
    ['an email beside a verified number', jwt({ email: 'a@b', phone_number_verified: true })],
  ])('warns once of the email in %s', (_, grant) => {
    expect(mutableClaimWarnings([grant])).toEqual([
      'grant "grant": email is a claim that its holder may change; ' +
        'use sub, or let the grantee ask for "email_verified": true',
    ]);
  });

  test.each(['name', 'given_name', 'middle_name', 'family_name', 'nickname', 'preferred_username'])(
    'warns of %s, which no issuer verifies',
    (claim) => {
      expect(mutableClaimWarnings([jwt({ [claim]: 'alice', email_verified: true })])).toEqual([
        `grant "grant": ${claim} is a claim that its holder may change; use sub`,
      ]);
    },
  );

  test('tells of every grant, in the order of the file', () => {
    const grants = [jwt({ name: 'a' }, { id: 'b' }), jwt({ sub: 'a' }), jwt({ name: 'a' })];
    expect(mutableClaimWarnings(grants)).toEqual([
      expect.stringContaining('"b"'),
      expect.stringContaining('"grant"'),
    ]);
  });
});
