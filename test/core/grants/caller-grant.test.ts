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

describe('{sessionName}', () => {
  const set = 'permission-set/Engineer_0123456789abcdef';
  const grant = grantTo(set, 's3://amzn-s3-demo-bucket/home/{sessionName}/*', 'READ', {
    tags: { person: '{sessionName}' },
  });
  const callerIn = (role: string, session: string) =>
    callerOf(`arn:aws:sts::111122223333:assumed-role/${role}/${session}`);
  const ofSet = 'AWSReservedSSO_Engineer_0123456789abcdef';

  test('is the session name of a caller with the role of the permission set', () => {
    expect(callerGrant(grant, callerIn(ofSet, 'alice@example.com'))).toMatchObject({
      scope: { prefix: 'home/alice@example.com/' },
      tags: [{ key: 'person', value: 'alice@example.com' }],
    });
  });

  test.each(['..', '.'])('fills no scope with the session name %s', (session) => {
    const caller = { ...callerIn(ofSet, 'alice'), sessionName: session };
    expect(callerGrant(grant, caller)).toBeUndefined();
  });

  test.each([
    { kind: 'role', name: 'Engineer' },
    { kind: 'permission-set', name: 'Engineer' },
  ] as const)('is nobody’s in a grant for $kind without digits', (grantee) => {
    expect(callerGrant({ ...grant, grantee }, callerIn(ofSet, 'alice'))).toBeUndefined();
  });

  test('is not a claim of a token', () => {
    expect(callerGrant(grant, jwtCallerOf({ sub: 'alice' }))).toBeUndefined();
  });
});
