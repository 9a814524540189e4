import {
  endedGrantWarnings,
  isValidAsLong,
  validUntilParser,
} from '../../../core/grants/valid-until.ts';
import { parse } from '../../../core/parser.ts';
import { timestamp } from '../../../core/timestamp.ts';
import { NOW } from '../fixtures.ts';

describe('validUntilParser', () => {
  test('reads a date as the end of that day in UTC, and an instant as itself', () => {
    expect(parse(validUntilParser, '2026-12-31')).toEqual('2027-01-01T00:00:00Z');
    expect(parse(validUntilParser, '2028-02-29')).toEqual('2028-03-01T00:00:00Z');
    expect(parse(validUntilParser, '2026-12-31T18:00:00Z')).toBe('2026-12-31T18:00:00Z');
  });
});

test('an end after the year 9999 is refused, because its text would sort before others', () => {
  expect(() => parse(validUntilParser, '9999-12-31')).toThrow('must be a date such as');
  expect(parse(validUntilParser, '9999-12-30')).toBe('9999-12-31T00:00:00Z');
});

test('a grant without an end is valid as long as every other', () => {
  const [early, late] = ['2026-12-31T18:00:00Z', '2027-01-01T00:00:00Z'];
  expect(isValidAsLong(undefined, late)).toBe(true);
  expect(isValidAsLong(late, undefined)).toBe(false);
  expect(isValidAsLong(late, early)).toBe(true);
  expect(isValidAsLong(early, late)).toBe(false);
  expect(isValidAsLong(early, early)).toBe(true);
});

test('a warning names each ended grant once, although it has two scopes', () => {
  const ended = { id: 'old', validUntil: timestamp(NOW) };
  const going = { id: 'new', validUntil: timestamp(new Date(NOW.getTime() + 1_000)) };
  expect(endedGrantWarnings([ended, ended, going, { id: 'endless' }], NOW)).toEqual([
    'grant "old": validUntil: ended at 2026-11-28T12:00:00Z: remove the grant, or set another end',
  ]);
});
