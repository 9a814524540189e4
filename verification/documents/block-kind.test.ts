import { kindOf } from './block-kind.ts';
import { anchorsOf, blocksOf, linksOf } from './markdown.ts';

function kindsIn(...lines: readonly string[]) {
  return blocksOf('page.md', lines.join('\n')).map(kindOf);
}

test('a block of commands inside a list is run, too', () => {
  expect(kindsIn('```sh', 'ls', '```', '1. Do', '', '   ```sh', '   ls', '   ```')).toEqual([
    { kind: 'commands' },
    { kind: 'commands' },
  ]);
  expect(blocksOf('page.md', '   ```sh\n   a \\\n     b\n   ```')[0]?.text).toBe('a \\\n  b');
});

test('a marker counts only on the line before the block', () => {
  expect(kindsIn('<!-- not run: needs an AWS account -->', '```sh', '```')).toEqual([
    { kind: 'not run', reason: 'needs an AWS account' },
  ]);
  expect(kindsIn('<!-- not run: needs an AWS account -->', '', '```sh', '```')).toEqual([
    { kind: 'commands' },
  ]);
});

test.each([
  ['an unknown tag', ['```bash', '```']],
  ['no tag', ['```', '```']],
  ['output without a marker', ['```text', '```']],
  ['an unknown marker', ['<!-- skip -->', '```sh', '```']],
  ['no reason', ['<!-- not run: -->', '```sh', '```']],
  ['a marker for another tag', ['<!-- output -->', '```sh', '```']],
])('a block with %s is refused', (_, lines) => {
  expect(() => kindsIn(...lines)).toThrow('page.md:');
});

test('a block without an end is refused', () => {
  expect(() => blocksOf('page.md', '```sh\nls')).toThrow('page.md:1: the block has no end');
});

test('links and headings are found outside blocks and code only', () => {
  const text =
    '# One: `two` [three](x.md)\n`[a](b.md)`\n[c](d.md#e)\n```sh\n[f](g.md)\n# no\n```\n';
  expect(linksOf('page.md', text)).toEqual([
    { line: 1, target: 'x.md' },
    { line: 3, target: 'd.md#e' },
  ]);
  expect([...anchorsOf('page.md', text)]).toEqual(['one-two-three']);
});
