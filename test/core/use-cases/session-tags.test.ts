import type { CallerGrant } from '../../../core/grants/caller-grant.ts';
import { sessionTags } from '../../../core/use-cases/session-tags.ts';
import { parseTarget } from '../aws/parse-target.ts';
import { brokerErrorOf, grantOf } from '../fixtures.ts';

function granted(id: string, tags: Readonly<Record<string, string>>): CallerGrant {
  return {
    grant: grantOf({ id }),
    scope: parseTarget('s3://amzn-s3-demo-bucket/*'),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
}

const numbered = (count: number, prefix: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, '']));

describe('sessionTags', () => {
  test('returns the tags of all grants, each key once', () => {
    const grants = [
      granted('a', { team: 'a', project: 'p' }),
      granted('b', {}),
      granted('c', { TEAM: 'a', cost: '1' }),
    ];
    expect(sessionTags(grants)).toEqual([
      { key: 'team', value: 'a' },
      { key: 'project', value: 'p' },
      { key: 'cost', value: '1' },
    ]);
  });

  test.each(['team', 'Team'])('refuses two values for the key team, written %s', (key) => {
    const grants = [granted('a', { team: 'x' }), granted('b', {}), granted('c', { [key]: 'y' })];
    const error = brokerErrorOf(() => sessionTags(grants));
    expect(error.code).toBe('InvalidRequest');
    expect(error.message).toBe(
      `The grants a and c give the session tag ${key} different values, so one session cannot have both. ` +
        'Ask for their accesses in two requests.',
    );
  });

  test('accepts a value of 256 characters, the limit of STS, and refuses one more', () => {
    const tagged = (length: number) => [granted('a', { k: 'v'.repeat(length) })];
    expect(sessionTags(tagged(256))).toHaveLength(1);
    const error = brokerErrorOf(() => sessionTags(tagged(257)));
    expect(error.code).toBe('PolicyTooLarge');
    expect(error.message).toMatch(/^The session tag k has 257 characters .* at most 256\.$/);
  });

  test('accepts 50 tags, the limit of STS, and refuses one more', () => {
    const first = granted('a', numbered(30, 'a'));
    expect(sessionTags([first, granted('b', numbered(20, 'b'))])).toHaveLength(50);
    const error = brokerErrorOf(() => sessionTags([first, granted('b', numbered(21, 'b'))]));
    expect(error.code).toBe('PolicyTooLarge');
    expect(error.message).toBe(
      'The grants for these accesses have 51 session tags together; STS accepts at most 50. Ask for fewer accesses.',
    );
  });
});
