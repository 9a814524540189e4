import { pick, type Random } from '../random.ts';

/** Text that a log viewer, a terminal or a parser may read as the end of a line or a string. */
const PIECES = [
  '\r\n',
  '\n',
  '\r',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u0000',
  '\u001b[2J',
  '\u009b31m',
  '\u202e',
  '\ud800',
  '"}',
  '\\',
  '{"event":"TokenIssued"}',
  '%0d%0a',
  '%E2%80%A8',
  '😀',
  'team-a/',
  'alice',
];

const PIECES_MAX = 5;

/** Returns a few of these texts, joined in random order. */
export function hostileText(random: Random): string {
  const count = 1 + Math.floor(random() * PIECES_MAX);
  return Array.from({ length: count }, () => pick(PIECES, random)).join('');
}
