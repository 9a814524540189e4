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

  test.each(
    Object.entries({
      ...UNSAFE_VALUES,
      'a brace': '{team}',
      'a quote': 'a"b',
      'a comma': 'a,b',
      'an emoji': '\u{1f511}',
    }),
  )('refuses all tags because of %s', (_, sub) => {
    expect(fillSessionTags([{ key: 'team', value: 'a' }, user], { sub })).toBeUndefined();
  });

  test('refuses a claim that the token does not have', () => {
    expect(fillSessionTags([user], { team: 'a' })).toBeUndefined();
    expect(fillSessionTags([{ key: 'a', value: '{constructor}' }], {})).toBeUndefined();
  });
});
