import { callerGrant } from '../../../core/grants/caller-grant.ts';
import { parseTarget } from '../aws/parse-target.ts';
import { ALICE, callerOf, grantOf, grantTo, jwtCallerOf } from '../fixtures.ts';

describe('callerGrant', () => {
  const grant = grantOf({ tags: { team: 'a', user: '{https://example.com/user}' } });

  test("fills scope and tags with the caller's claims", () => {
    const caller = jwtCallerOf({ sub: 'alice', 'https://example.com/user': 'Alice' });
    expect(callerGrant(grant, caller)).toEqual({
      grant,
      scope: parseTarget('s3://amzn-s3-demo-bucket/home/alice/*'),
      tags: [
        { key: 'team', value: 'a' },
        { key: 'user', value: 'Alice' },
      ],
    });
  });

  test('needs no claims if the grant has no placeholders', () => {
    const written = grantTo('role/TeamA', 's3://bucket/*', 'READ', { tags: { team: 'a' } });
    const filled = { scope: parseTarget('s3://bucket/*'), tags: [{ key: 'team', value: 'a' }] };
    expect(callerGrant(written, callerOf(ALICE))).toEqual({ grant: written, ...filled });
    const untagged = grantTo('role/TeamA', 's3://bucket/*', 'READ');
    expect(callerGrant(untagged, callerOf(ALICE))).toMatchObject({ tags: [] });
  });

  test('is undefined if a claim of the scope or of a tag is missing', () => {
    expect(callerGrant(grant, jwtCallerOf({ sub: 'alice' }))).toBeUndefined();
    const user = { 'https://example.com/user': 'Alice' };
    expect(callerGrant(grant, jwtCallerOf({ ...user, sub: 'a/b' }))).toBeUndefined();
    expect(callerGrant(grant, jwtCallerOf({ 'https://example.com/user': 'A*' }))).toBeUndefined();
  });

  test('fills no claims for a SigV4 caller', () => {
    const named = { ...callerOf(ALICE), claims: { sub: 'alice' }, sub: 'alice' };
    expect(callerGrant(grantOf({}), named)).toBeUndefined();
  });
});
