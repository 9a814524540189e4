import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseRevocations } from '../../../core/configuration/revocation.ts';
import { parseJson, readText } from '../../../lib/input-file.ts';
import { Revocations } from '../../../lib/revocations.ts';
import { addRevocation } from '../../../tools/revoke/revocation-file.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const ADDED = { federatedUser: 'alice=GBj6bl0QSFgnt7', issuedBefore: '2026-11-28T12:00:00Z' };

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
  file = path.join(folder, 'revocations.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

function add(text: string, read: () => void = () => undefined): string {
  writeFileSync(file, text);
  const revocations = () => {
    read();
    return Revocations.fromFile(file).entries;
  };
  addRevocation({ path: file, read: revocations }, ADDED, NOW);
  return readFileSync(file, 'utf8');
}

/** Adds a revocation to a file, and parses only the file's revocations. */
function added(text: string): string {
  writeFileSync(file, text);
  const read = () => {
    const { revocations = [] } = Object(parseJson(readText(file)));
    return parseRevocations({ revocations });
  };
  addRevocation({ path: file, read }, ADDED, NOW);
  return readFileSync(file, 'utf8');
}

test('adding a revocation to the file keeps the format of the other lines', () => {
  expect(add('{ "$schema":   "any.json",\n  "revocations": [] }\n')).toBe(
    `{ "$schema":   "any.json",
  "revocations": [
    {
      "federatedUser": "alice=GBj6bl0QSFgnt7",
      "issuedBefore": "2026-11-28T12:00:00Z"
    }
  ] }
`,
  );
});

const BOB = '{ "federatedUser": "bob=Yk3nQ0fT9aZs1_",  "issuedBefore": "2026-11-28T11:00:00Z" }';
const EXPIRED =
  '{ "federatedUser": "carol=c3xQ9mLw0TzUaB", "issuedBefore": "2026-11-20T11:00:00Z" }';
const EARLIER = '{"federatedUser":"alice=GBj6bl0QSFgnt7",   "issuedBefore":"2026-11-28T10:00:00Z"}';
const SPREAD = `{
      "federatedUser": "bob=Yk3nQ0fT9aZs1_",
      "issuedBefore": "2026-11-28T11:00:00Z"
    }`;
const LINE = '{ "federatedUser": "alice=GBj6bl0QSFgnt7", "issuedBefore": "2026-11-28T12:00:00Z" }';
const LINES = `{
      "federatedUser": "alice=GBj6bl0QSFgnt7",
      "issuedBefore": "2026-11-28T12:00:00Z"
    }`;

describe('a diff of the file shows only the new entry', () => {
  const list = (...entries: readonly string[]) =>
    `{\n  "throttle": { "rateLimit": 50 },\n  "revocations": [\n    ${entries.join(',\n    ')}\n  ]\n}\n`;

  test.each([
    ['after an entry on one line', list(BOB), list(BOB, LINE)],
    ['after an entry on several lines', list(SPREAD), list(SPREAD, LINES)],
    [
      'in a file with tabs',
      list(BOB).replaceAll('  ', '\t'),
      list(BOB, LINE).replaceAll('  ', '\t'),
    ],
    ['in place of the only expired one', list(EXPIRED), list(LINES)],
    ['with an expired one removed in front', list(EXPIRED, BOB), list(BOB, LINE)],
    ['with an expired one removed at the end', list(BOB, EXPIRED), list(BOB, LINE)],
    [
      'in place of an earlier one for the same person',
      list(BOB, EARLIER, SPREAD),
      list(BOB, EARLIER.replace('10:00', '12:00'), SPREAD),
    ],
    ['in a list on one line', `{"revocations": [${BOB}]}`, `{"revocations": [${BOB}, ${LINE}]}`],
    [
      'in a file without revocations',
      '{\n  "throttle": { "rateLimit": 50 }\n}\n',
      `{\n  "throttle": { "rateLimit": 50 },\n  "revocations": [\n    ${LINES}\n  ]\n}\n`,
    ],
    ['in a file with a byte order mark', `\uFEFF${list(BOB)}`, `\uFEFF${list(BOB, LINE)}`],
  ])('%s', (_, before, after) => {
    expect(added(before)).toBe(after);
  });
});

test('a file with Windows line ends keeps them', () => {
  expect(add('{\r\n  "revocations": []\r\n}\r\n')).not.toMatch(/[^\r]\n/);
});

test('the file is unchanged if the revocation would make it invalid', () => {
  let reads = 0;
  const failsLater = () => {
    reads += 1;
    if (reads > 1) {
      throw new Error('does not fit');
    }
  };
  expect(() => add('{"revocations": []}', failsLater)).toThrow('does not fit');
  expect(readFileSync(file, 'utf8')).toBe('{"revocations": []}');
});
