import fc from 'fast-check';
import { TAG_TEXT } from '../../../core/aws/tag.ts';
import type { Claims } from '../../../core/callers/claims.ts';
import { fillSessionTags, type SessionTag } from '../../../core/grants/session-tag.ts';
import { UNSAFE_VALUES } from '../callers/claim-values.ts';
import { grantOf } from '../fixtures.ts';

const TEAM = 'https://example.com/team';

describe('sessionTagsParser', () => {
  test('parses keys and values in the order of the file', () => {
    expect(grantOf({ tags: { team: 'a', 'cost center': `{${TEAM}}/{sub}` } }).tags).toEqual([
      { key: 'team', value: 'a' },
      { key: 'cost center', value: `{${TEAM}}/{sub}` },
    ]);
  });

  test('reports every wrong tag', () => {
    const tags = { 'aws:x': '', a: '*', A: '', ok: '{}' };
    expect(() => grantOf({ tags })).toThrow(
      /"aws:x": must not have[^\n]*\n.*tags\.a: must be[^\n]*\n.*tags\.ok: must name each claim/,
    );
  });

  test.each([
    ['team', 'TEAM'],
    ['TEAM', 'team'],
    ['Team', 'tEAM'],
  ])('after the key %s, refuses the key %s', (first, second) => {
    expect(() => grantOf({ tags: { [first]: 'a', [second]: 'b' } })).toThrow(
      `tags.${second}: differs from an earlier key only in case`,
    );
  });
});

describe('fillSessionTags', () => {
  const user: SessionTag = { key: 'user', value: 'u-{sub}' };

  test.each<[readonly SessionTag[], Claims, readonly SessionTag[]]>([
    [[], {}, []],
    [[{ key: 'team', value: 'a' }], {}, [{ key: 'team', value: 'a' }]],
    [[user], { sub: 'alice@example.com' }, [{ key: 'user', value: 'u-alice@example.com' }]],
    [[user], { sub: '\u65e5\u672c' }, [{ key: 'user', value: 'u-\u65e5\u672c' }]],
    [
      [{ key: 't', value: `{${TEAM}}/{sub}` }],
      { [TEAM]: 'a', sub: 'b' },
      [{ key: 't', value: 'a/b' }],
    ],
  ])('fills %j with %j', (tags, claims, filled) => {
    expect(fillSessionTags(tags, claims)).toEqual(filled);
  });

  test.each(Object.entries(UNSAFE_VALUES))('refuses all tags because of %s', (_, sub) => {
    expect(fillSessionTags([{ key: 'team', value: 'a' }, user], { sub })).toBeUndefined();
  });

  test.each([
    ['auth0|5f7c8ec7c33c6c004bbafe82', 'auth0=7C5f7c8ec7c33c6c004bbafe82'],
    ['auth0=7C5f7c8ec7c33c6c004bbafe82', 'auth0=3D7C5f7c8ec7c33c6c004bbafe82'],
    ['{team}', '=7Bteam=7D'],
    ['a"b,c', 'a=22b=2Cc'],
    ['\u{1f511}', '=F0=9F=94=91'],
  ])('writes the claim %s as %s', (sub, value) => {
    expect(fillSessionTags([user], { sub })).toEqual([{ key: 'user', value: `u-${value}` }]);
  });

  test('writes different claims as different tags, in characters that STS accepts', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('=', '|', '7', 'C', '3', 'D', 'a') }),
      fc.string(),
    );
    const tagOf = (sub: string) => fillSessionTags([user], { sub })?.[0]?.value;
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [first, second] = [tagOf(one), tagOf(other)];
        expect(first ?? '').toMatch(TAG_TEXT);
        expect(first !== undefined && first === second).toBe(first !== undefined && one === other);
      }),
    );
  });

  test('refuses a claim that the token does not have', () => {
    expect(fillSessionTags([user], { team: 'a' })).toBeUndefined();
    expect(fillSessionTags([{ key: 'a', value: '{constructor}' }], {})).toBeUndefined();
  });
});
