import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Revocations } from '../../lib/revocations.ts';
import { addRevocation } from '../../tools/revoke/revocation-file.ts';

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

test('a revocation is added to the file, and the format of the rest stays', () => {
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

test('a file with Windows line ends keeps them', () => {
  expect(add('{\r\n  "revocations": []\r\n}\r\n')).not.toMatch(/[^\r]\n/);
});

test('the file stays as it was if the revocation would make it faulty', () => {
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
