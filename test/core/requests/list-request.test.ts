import { parseListRequest } from '../../../core/requests/list-request.ts';
import { brokerErrorOf } from '../fixtures.ts';

const BUCKET = 'amzn-s3-demo-bucket';

describe('parseListRequest', () => {
  test('lists all keys, 1,000 on a page, by default', () => {
    expect(parseListRequest(BUCKET, '')).toEqual({ bucket: BUCKET, prefix: '', maxKeys: 1000 });
  });

  test('parses every parameter', () => {
    const query =
      'prefix=team-a%2F&delimiter=/&max-keys=50&continuation-token=t%3D&start-after=team-a/b&name=User1';
    expect(parseListRequest(BUCKET, query)).toEqual({
      bucket: BUCKET,
      prefix: 'team-a/',
      delimiter: '/',
      maxKeys: 50,
      continuationToken: 't=',
      startAfter: 'team-a/b',
      name: 'User1',
    });
  });

  test.each([
    ['prefix=a+b', 'a b'],
    ['prefix=', ''],
    [`prefix=${'p'.repeat(1024)}`, 'p'.repeat(1024)],
    [`prefix=${'%C3%A9'.repeat(512)}`, '\u00e9'.repeat(512)],
  ])('accepts %s', (query, prefix) => {
    expect(parseListRequest(BUCKET, query).prefix).toBe(prefix);
  });

  test.each([
    ['max-keys=1', 1],
    ['max-keys=1000', 1000],
  ])('accepts %s', (query, maxKeys) => {
    expect(parseListRequest(BUCKET, query).maxKeys).toBe(maxKeys);
  });

  test.each([
    ['prefix=a&prefix=a', 'prefix'],
    ['Prefix=a', 'Prefix'],
    ['bucket=other', 'bucket'],
    ['list-type=2', 'list-type'],
    ['__proto__=a', '__proto__'],
    ['=a', '""'],
    ['?prefix=a', '"?prefix"'],
    ['prefix=%', 'prefix'],
    [`prefix=${'p'.repeat(1025)}`, 'prefix'],
    [`prefix=${'%C3%A9'.repeat(513)}`, 'prefix'],
    ['delimiter=', 'delimiter'],
    [`delimiter=${'d'.repeat(1025)}`, 'delimiter'],
    ['start-after=', 'start-after'],
    [`start-after=${'s'.repeat(1025)}`, 'start-after'],
    ['continuation-token=', 'continuation-token'],
    [`continuation-token=${'t'.repeat(4097)}`, 'continuation-token'],
    ['max-keys=', 'max-keys'],
    ['max-keys=0', 'max-keys'],
    ['max-keys=1001', 'max-keys'],
    ['max-keys=-1', 'max-keys'],
    ['max-keys=1.5', 'max-keys'],
    ['max-keys=1e2', 'max-keys'],
    ['max-keys=+5', 'max-keys'],
    ['max-keys=050', 'max-keys'],
    ['max-keys=ten', 'max-keys'],
    ['name=', 'name'],
    ['name=U', 'name'],
    ['name=alice%3D0', 'name'],
    ['name=User*', 'name'],
  ])('refuses %s and names %s', (query, field) => {
    const error = brokerErrorOf(() => parseListRequest(BUCKET, query));
    expect(error.code).toBe('InvalidRequest');
    expect(error.message.split(': ')[0]).toBe(field);
  });

  test.each([undefined, 7, '', 'Bucket', 'ab', 'a/b', '..', 'bucket\u0000', 'arn:aws:s3:::bucket'])(
    'refuses the bucket %j',
    (bucket) => {
      expect(brokerErrorOf(() => parseListRequest(bucket, '')).message).toMatch(
        /^bucket: must be the name of a general purpose bucket, was /,
      );
    },
  );

  test('reports all problems at once', () => {
    const error = brokerErrorOf(() => parseListRequest('Bucket', 'max-keys=0&prefix=%&x=1&x=2'));
    expect(error.message.split('; ').map((problem) => problem.split(': ')[0])).toEqual([
      'bucket',
      'prefix',
      'x',
      'x',
      'max-keys',
    ]);
  });
});
