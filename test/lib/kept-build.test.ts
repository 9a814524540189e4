import fs, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILD_ANEW, keepBuild, keptBuild } from '../../lib/kept-build.ts';

const LONG_AGO = new Date('2026-01-01');

let folder: string;
let kept: string;
let builds: number;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-build-'));
  kept = path.join(folder, 'cache/kept.json');
  builds = 0;
  for (const root of ['one', 'other']) {
    mkdirSync(path.join(folder, root));
    for (const name of ['a', 'b']) {
      const file = path.join(folder, root, `${name}.ts`);
      writeFileSync(file, name);
      utimesSync(file, LONG_AGO, LONG_AGO);
    }
  }
});

afterEach(() => rmSync(folder, { recursive: true }));

function build(root = 'one', start = new Date()): string {
  const at = path.join(folder, root);
  const found = keptBuild(kept, at);
  if (found !== undefined) {
    return found;
  }
  builds += 1;
  const output = `build ${builds}`;
  keepBuild(kept, at, {
    output,
    sources: ['a.ts', 'b.ts'].map((name) => path.join(at, name)),
    start,
  });
  return output;
}

test('a build whose sources are unchanged is not repeated', () => {
  expect([build(), build(), build()]).toEqual(['build 1', 'build 1', 'build 1']);
  expect(readdirSync(path.dirname(kept))).toEqual(['kept.json']);
});

test.each<[string, () => void]>([
  ['one of its sources changes', () => writeFileSync(path.join(folder, 'one/b.ts'), 'c')],
  ['one of its sources is gone', () => rmSync(path.join(folder, 'one/b.ts'))],
  ['the kept build is damaged', () => writeFileSync(kept, '{"sources": {}')],
  ['the kept build has another form', () => writeFileSync(kept, '{}')],
])('a build is repeated if %s', (_, change) => {
  build();
  change();
  expect(build()).toBe('build 2');
});

test('a copy of the folder with other sources does not get the build of the original', () => {
  build();
  const changed = path.join(folder, 'other/a.ts');
  writeFileSync(changed, 'changed');
  utimesSync(changed, LONG_AGO, LONG_AGO);
  expect([build('other'), build('one')]).toEqual(['build 2', 'build 3']);
});

test('a build during which a source has changed is not kept', () => {
  expect([build('one', LONG_AGO), build(), build()]).toEqual(['build 1', 'build 2', 'build 2']);
});

test('a build is not kept if a source changes just before its hash is computed', () => {
  const read = fs.readFileSync;
  jest.spyOn(fs, 'readFileSync').mockImplementation((file, options) => {
    if (String(file).endsWith('b.ts')) {
      writeFileSync(String(file), 'c');
    }
    return read(file, options);
  });
  // File times are some milliseconds coarse.
  build('one', new Date(Date.now() - 1_000));
  jest.restoreAllMocks();
  expect(build()).toBe('build 2');
});

test('the environment variable makes a process build anew', () => {
  build();
  const environment = jest.replaceProperty(process, 'env', { ...process.env, [BUILD_ANEW]: '1' });
  expect(build()).toBe('build 2');
  environment.restore();
});

test('where nothing can be written, each process builds', () => {
  writeFileSync(path.join(folder, 'cache'), 'no folder');
  expect([build(), build()]).toEqual(['build 1', 'build 2']);
});
