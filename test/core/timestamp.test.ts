import fc from 'fast-check';
import { timestamp } from '../../core/timestamp.ts';

test('a timestamp is the time that Node.js formats, without milliseconds', () => {
  const years0To9999 = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(years0To9999, (date) => {
      expect(timestamp(date)).toBe(date.toISOString().replace(/\.\d{3}Z$/, 'Z'));
    }),
  );
});

test('a time that is not valid has no timestamp', () => {
  expect(() => timestamp(new Date(Number.NaN))).toThrow('The time is not valid.');
});
