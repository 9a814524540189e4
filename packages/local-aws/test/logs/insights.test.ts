import { AwsError } from '../../src/aws-error.ts';
import { runQuery } from '../../src/logs/insights/run-query.ts';
import type { LogEvent } from '../../src/logs/log-group.ts';

const NOW = new Date('2026-11-21T12:00:00.900Z');
const NOW_SECONDS = 1_795_262_400;

function eventsOf(...messages: readonly (string | object)[]): readonly LogEvent[] {
  return messages.map((message, index) => ({
    eventId: String(index),
    logStreamName: 'stream',
    timestamp: Date.UTC(2026, 10, 21, 11, 0, index),
    ingestionTime: 0,
    message: typeof message === 'string' ? message : JSON.stringify(message),
  }));
}

const EVENTS = eventsOf(
  { id: 'a', kind: 'x', size: 10, who: { arn: 'arn:a', tags: ['t'] }, until: NOW_SECONDS + 60 },
  { id: 'b', kind: 'y', size: 9, who: { subject: 'bob' }, until: NOW_SECONDS },
  { id: 'c', kind: 'x', size: 200, who: { arn: 'arn:a' }, until: NOW_SECONDS - 1 },
  'START RequestId: 1',
);

function run(query: string, events = EVENTS) {
  return runQuery(query, events, NOW);
}

function idsWhere(condition: string): string {
  return run(`filter ${condition} | fields id`)
    .map(({ id }) => id ?? '-')
    .join('');
}

describe('a filter', () => {
  test.each([
    ['id = "a"', 'a'],
    ['size = 10', 'a'],
    ['size = "10"', ''],
    ['size > 9', 'ac'],
    ['size >= 9', 'abc'],
    ['size < 10', 'b'],
    ['size <= 10', 'ab'],
    ['size + 1 = 10', 'b'],
    ['size - 1 - 8 = 0', 'b'],
    ['until > now()', 'a'],
    ['until - now() >= 0', 'ab'],
    ['id in ["a", "c"]', 'ac'],
    ['size in [9, 10]', 'ab'],
    ['who.arn like "n:a"', 'ac'],
    ['who.arn like "N:A"', ''],
    ['who.arn like "n.a"', ''],
    ['who.tags.0 = "t"', 'a'],
    ['ispresent(who.subject)', 'b'],
    ['coalesce(who.arn, who.subject) = "bob"', 'b'],
    ['missing = "a"', ''],
    ['missing > 1', ''],
    ['missing in ["a"]', ''],
    ['missing = other', ''],
    ['id = "a" or id = "b" and size > 100', 'a'],
    ['(id = "a" or id = "c") and size > 100', 'c'],
    ['id = "a" OR id = "b" # and so on\n', 'ab'],
    ['@message like "START"', '-'],
    ['@logStream = "stream"', 'abc-'],
  ])('%s keeps "%s"', (condition, ids) => {
    expect(idsWhere(condition)).toBe(ids);
  });

  test('supports a quote and a backslash in a string', () => {
    const events = eventsOf({ id: 'a"b' }, { id: 'a\\' });
    expect(run('filter id = "a\\"b" or id = "a\\\\" | fields id', events)).toHaveLength(2);
  });

  test('keeps no record if it is a string or a number', () => {
    expect([idsWhere('id'), idsWhere('1')]).toEqual(['', '']);
  });
});

test('a row has the columns of all fields commands, except missing values', () => {
  expect(run('fields id, size - 1 as less | filter size > 9 | fields who.subject as who')).toEqual([
    { id: 'a', less: '9' },
    { id: 'c', less: '199' },
  ]);
});

test('without a fields command, rows have time and message', () => {
  expect(run('limit 1')).toEqual([
    { '@timestamp': '2026-11-21 11:00:00.000', '@message': EVENTS[0]?.message },
  ]);
});

test('statistics count records, count distinct values and take the latest value of each group', () => {
  const query =
    'stats count(*) as n, count(who.arn) as arns, count_distinct(who.arn) as distinct, latest(id) as last by kind';
  expect(run(query)).toEqual([
    { kind: 'x', n: '2', arns: '2', distinct: '1', last: 'c' },
    { kind: 'y', n: '1', arns: '0', distinct: '0', last: 'b' },
    { n: '1', arns: '0', distinct: '0' },
  ]);
  expect(run('stats count(*) as n')).toEqual([{ n: '4' }]);
});

test.each([
  ['sort size asc', '-bac'],
  ['sort size', 'cab-'],
  ['sort kind desc, size asc', 'bac-'],
  ['sort @timestamp desc', '-cba'],
  ['sort size desc | limit 2', 'ca'],
])('%s gives %s', (commands, ids) => {
  expect(
    run(`fields id | ${commands}`)
      .map(({ id }) => id ?? '-')
      .join(''),
  ).toBe(ids);
});

test.each([
  ['', 'fields'],
  ['parse @message "*"', 'fields'],
  ['fields id filter size > 1', '|'],
  ['fields id,', 'a word'],
  ['fields size - 1', 'as'],
  ['fields `a-b`', '`a-b`'],
  ['fields id |', 'the end'],
  ['filter id != "a"', '!= "a"'],
  ['filter id =~ /a/', '~ /a/'],
  ['filter not id = "a"', 'id'],
  ['filter id like /a/', '/a/'],
  ['filter id in "a"', '['],
  ['filter (id = "a"', ')'],
  ['filter strlen(id) = 1', 'strlen'],
  ['filter id > "a"', '> needs numbers'],
  ['fields id + 1 as more', '+ needs numbers'],
  ['stats sum(size) as n', 'count'],
  ['stats count(*)', 'as'],
  ['stats latest(*) as n', 'a word'],
  ['stats count(*) as n by bin(1h)', '('],
  ['limit 0', '10000'],
  ['limit 10001', '10000'],
  ['limit 1.5', '10000'],
])('%j is refused, and the message names %j', (query, named) => {
  const refusal = () => run(query);
  expect(refusal).toThrow(AwsError);
  expect(refusal).toThrow(named);
  expect(refusal).toThrow(expect.objectContaining({ code: 'MalformedQueryException' }));
});
