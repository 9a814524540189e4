import { readFileSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };
import { writtenDocuments } from './documents.ts';

const scripts: readonly string[] = Object.keys(manifest.scripts);

/** The lifecycle scripts that npm runs by itself. */
const HOOKS = ['prepack'];

test('every npm script that a document names exists', () => {
  for (const { file, text } of writtenDocuments().filter(
    ({ file }) => !file.startsWith('packages/'),
  )) {
    for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)) {
      expect({ file, name, exists: scripts.includes(name) }).toEqual({ file, name, exists: true });
    }
  }
});

test('CONTRIBUTING.md says what every npm script does', () => {
  const page = readFileSync('CONTRIBUTING.md', 'utf8');
  const isNamed = (name: string) =>
    page.includes(`\`npm run ${name}\``) || page.includes(`\`npm ${name}\``);
  expect(scripts.filter((name) => !HOOKS.includes(name) && !isNamed(name))).toEqual([]);
});
