import { type Parser, parse } from '../../../core/parser.ts';
import { InvalidInput } from '../../../core/problems.ts';
import { fromQuery } from '../../../core/requests/query-string.ts';

const parameters: Parser<object> = {
  read: (value) => Object(value),
  schema: () => ({}),
};

const decoded = (rawQuery: string) => parse(fromQuery(parameters), rawQuery, 'query');

function problemsOf(rawQuery: string): readonly string[] {
  try {
    decoded(rawQuery);
  } catch (error) {
    return error instanceof InvalidInput ? error.problems : [String(error)];
  }
  return [];
}

describe('fromQuery', () => {
  test.each([
    ['prefix=a+b', 'a b'],
    ['prefix=a%20b', 'a b'],
    ['prefix=a%2Bb', 'a+b'],
    ['prefix=a%2526b', 'a%26b'],
    ['prefix=a=b', 'a=b'],
    ['prefix=%E6%97%A5', '\u65e5'],
    ['prefix=', ''],
    ['prefix', ''],
    ['&&prefix=a&', 'a'],
    ['pre%66ix=a', 'a'],
    ['prefix=a;b', 'a;b'],
  ])('decodes %s like URLSearchParams', (query, prefix) => {
    expect(decoded(query)).toEqual({ prefix });
    expect([...new URLSearchParams(query)]).toEqual([['prefix', prefix]]);
  });

  test('decodes every parameter, and returns none for an empty query', () => {
    expect(decoded('a=1&b=2&A=3&+=4')).toEqual({ a: '1', b: '2', A: '3', ' ': '4' });
    expect(decoded('')).toEqual({});
  });

  test('treats __proto__ like other names', () => {
    expect(Object.entries(decoded('__proto__=a'))).toEqual([['__proto__', 'a']]);
  });

  test.each([
    ['a=1&a=1', 'a: must be given only once'],
    ['a=1&b=2&%61=3', 'a: must be given only once'],
    ['a&a', 'a: must be given only once'],
    ['a=%', 'a: must be percent-encoded UTF-8'],
    ['%61=%', 'a: must be percent-encoded UTF-8'],
    ['a=%zz', 'a: must be percent-encoded UTF-8'],
    ['a=%E6%97', 'a: must be percent-encoded UTF-8'],
    ['a=%C0%AF', 'a: must be percent-encoded UTF-8'],
    ['a=%ED%A0%80', 'a: must be percent-encoded UTF-8'],
    ['%ff=a', '"%ff": must be percent-encoded UTF-8'],
  ])('refuses %s', (query, problem) => {
    expect(problemsOf(query)).toEqual([problem]);
  });
});
