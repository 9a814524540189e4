import { conditionHolds } from '../../src/iam/conditions.ts';

type Row = [operator: string, requestValues: string[], policyValues: string[], holds: boolean];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Row[] = [
  ['StringEquals', ['a'], ['a'], true],
  ['StringEquals', ['a'], ['b', 'a'], true],
  ['StringEquals', ['A'], ['a'], false],
  ['StringEquals', ['ab'], ['a*'], false],
  ['StringEquals', ['a*'], ['a*'], true],
  ['StringEquals', ['a*'], ['a${*}'], true],
  ['StringEquals', ['1:Bob'], ['${aws:userid}'], true],
  ['StringNotEquals', ['a'], ['a'], false],
  ['StringNotEquals', ['a'], ['b', 'c'], true],
  ['StringNotEquals', ['a'], ['b', 'a'], false],
  ['StringEqualsIgnoreCase', ['A'], ['a'], true],
  ['StringNotEqualsIgnoreCase', ['A'], ['a'], false],
  ['StringLike', ['team-a/'], ['team-a/*'], true],
  ['StringLike', ['team-a'], ['team-a/*'], false],
  ['StringLike', ['team-'], ['team-a/*'], false],
  ['StringLike', [''], ['team-a/*'], false],
  ['StringLike', [''], ['*'], true],
  ['StringLike', ['a*/x'], ['a${*}/*'], true],
  ['StringLike', ['ab/x'], ['a${*}/*'], false],
  ['StringLike', ['A'], ['a'], false],
  ['StringNotLike', ['ab'], ['a*'], false],
  ['NumericEquals', ['10'], ['10.0'], true],
  ['NumericNotEquals', ['10'], ['10'], false],
  ['NumericLessThan', ['9'], ['10'], true],
  ['NumericLessThan', ['10'], ['10'], false],
  ['NumericLessThanEquals', ['10'], ['10'], true],
  ['NumericGreaterThan', ['10'], ['9'], true],
  ['NumericGreaterThanEquals', ['9'], ['10'], false],
  ['NumericLessThan', ['few'], ['10'], false],
  ['DateEquals', ['2026-11-21T20:00:00Z'], ['2026-11-21T21:00:00+01:00'], true],
  ['DateNotEquals', ['2026-11-21T20:00:00Z'], ['2026-11-21'], true],
  ['DateLessThan', ['2026-11-21T19:59:59Z'], ['2026-11-21T20:00:00Z'], true],
  ['DateLessThan', ['2026-11-21T20:00:00Z'], ['2026-11-21T20:00:00Z'], false],
  ['DateLessThanEquals', ['2026-11-21T20:00:00Z'], ['1795291200'], true],
  ['DateGreaterThan', ['2026-11-22T00:00:00Z'], ['2026-11-21'], true],
  ['DateGreaterThanEquals', ['2026-11-20T00:00:00Z'], ['2026-11-21'], false],
  ['Bool', ['true'], ['TRUE'], true],
  ['Bool', ['false'], ['true'], false],
  ['IpAddress', ['203.0.113.9'], ['203.0.113.0/24'], true],
  ['IpAddress', ['203.0.114.9'], ['203.0.113.0/24'], false],
  ['IpAddress', ['203.0.113.9'], ['203.0.113.9'], true],
  ['IpAddress', ['2001:db8::1'], ['2001:db8::/32'], true],
  ['IpAddress', ['2001:db8::1'], ['203.0.113.0/24'], false],
  ['IpAddress', ['203.0.113.9'], ['::/0'], false],
  ['IpAddress', ['nowhere'], ['0.0.0.0/0'], false],
  ['NotIpAddress', ['203.0.113.9'], ['203.0.113.0/24'], false],
  ['NotIpAddress', ['203.0.113.9'], ['::/0'], true],
  ['ArnEquals', ['arn:aws:iam::1:role/x'], ['arn:aws:iam::1:role/*'], true],
  ['ArnLike', ['arn:aws:iam::1:role/x'], ['arn:*:iam::?:role/x'], true],
  ['ArnLike', ['arn:aws:iam:a:b:1:role/x'], ['arn:aws:iam:*:1:role/x'], false],
  ['ArnLike', ['no-arn'], ['arn:aws:iam::*:*'], false],
  ['ArnNotEquals', ['arn:aws:iam::1:role/x'], ['arn:aws:iam::1:role/x'], false],
  ['ArnNotLike', ['arn:aws:iam::1:role/x'], ['arn:aws:iam::1:role/y'], true],
  ['Null', [], ['true'], true],
  ['Null', ['a'], ['true'], false],
  ['Null', ['a'], ['false'], true],
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
const ABSENT_AND_SETS: Row[] = [
  ['StringEquals', [], ['a'], false],
  ['StringLike', [], ['*'], false],
  ['Bool', [], ['false'], false],
  ['DateLessThan', [], ['2026-11-21'], false],
  ['StringNotEquals', [], ['a'], true],
  ['ArnNotEquals', [], ['arn:aws:iam::1:role/x'], true],
  ['StringEqualsIfExists', [], ['a'], true],
  ['StringEqualsIfExists', ['b'], ['a'], false],
  ['BoolIfExists', [], ['true'], true],
  ['ForAllValues:StringEquals', [], ['a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'c'], true],
  ['ForAllValues:StringEquals', ['a', 'd'], ['a', 'b', 'c'], false],
  ['ForAllValues:StringNotEquals', ['a', 'd'], ['a'], false],
  ['ForAllValues:StringNotEquals', ['b', 'd'], ['a'], true],
  ['ForAnyValue:StringEquals', [], ['a'], false],
  ['ForAnyValue:StringNotEquals', [], ['a'], false],
  ['ForAnyValue:StringEqualsIfExists', [], ['a'], true],
  ['ForAnyValue:StringEquals', ['d', 'a'], ['a', 'b'], true],
  ['ForAnyValue:StringLike', ['d', 'e'], ['a*'], false],
  ['ForAnyValue:StringNotEquals', ['a', 'd'], ['a'], true],
];

const KEY = 'test:key';

function holds([operator, requestValues, values]: Row): boolean {
  return conditionHolds(
    { operator, key: 'Test:Key', values },
    {
      version: '2012-10-17',
      context: new Map([
        [KEY, requestValues],
        ['aws:userid', ['1:Bob']],
      ]),
    },
  );
}

test.each([...OPERATORS, ...ABSENT_AND_SETS])('%s of %j with %j: %s', (...row) => {
  expect(holds(row)).toBe(row[3]);
});

test('a key with several values is refused without ForAllValues or ForAnyValue', () => {
  expect(() => holds(['StringEquals', ['a', 'b'], ['a'], false])).toThrow(
    'StringEquals on Test:Key, which has several values, needs ForAllValues or ForAnyValue.',
  );
});
