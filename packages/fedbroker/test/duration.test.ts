import { formatDuration, parseDuration } from '../src/duration.ts';

test.each([
  ['2h', 7_200],
  ['90m', 5_400],
  ['900s', 900],
  ['3600', 3_600],
])('%s is %i seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(['', '0', '2d', '1.5h', '-1h', '2 h', '1h30m', '9999999', 'h'])(
  '%j is not a duration',
  (text) => {
    expect(() => parseDuration(text)).toThrow(
      '--duration must be like 90m, 2h or 3600 (seconds), but is',
    );
  },
);

test.each([
  [43_200, '12h'],
  [5_400, '1h30m'],
  [900, '15m'],
  [45, '45s'],
  [0, '0m'],
])('%i seconds are printed as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
