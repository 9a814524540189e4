import { readFileSync } from 'node:fs';
import { repositoryFiles } from './documents.ts';

/** Messages of other programs. The test does not look for them in our code. */
const FOREIGN = [
  "Unsupported host '",
  "'. Can only retrieve metadata from",
  'ExpiredToken',
  'TtyNotAttached',
  'DeleteConflict',
  'is not authorized to perform: iam:CreateAccessKey',
  'Could not load credentials from any providers',
  'zsh: no matches found',
  'running scripts is disabled on this system',
  'Received non 200 response (401) from ECS metadata',
  'Unknown option',
  "EACCES: permission denied, open '/var/task/index.js'",
];

const SOURCE = /^(?:bin|core|lambda|lib|packages\/[\w-]+\/src|tools)\/.*\.ts$/;

const sources = repositoryFiles()
  .filter((file) => SOURCE.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

const rows = readFileSync('docs/troubleshooting.md', 'utf8')
  .split('\n')
  .map((line) => /^\| (.*?) \|/.exec(line)?.[1] ?? '');

/** Returns the texts between backticks in the first column, without the placeholders for names and numbers. */
const parts = rows
  .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, message = '']) => message))
  .flatMap((message) => message.split('…'))
  .map((part) =>
    part.replace(/^\{"message":"(.*)"\}$/, '$1').replaceAll(/^[\s,:\].[]+|[\s,:[]+$/g, ''),
  )
  .filter((part) => part.length > 1 && !FOREIGN.includes(part));

test.each([...new Set(parts)])(
  'the troubleshooting guide quotes a message of the code: %s',
  (part) => {
    expect(parts.length).toBeGreaterThan(30);
    expect({ part, isInCode: sources.includes(part) }).toEqual({ part, isInCode: true });
  },
);
