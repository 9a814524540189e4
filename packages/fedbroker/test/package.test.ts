import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../package.json' with { type: 'json' };

const PACKAGE = path.join(import.meta.dirname, '..');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fedbroker-package-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function npm(...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd: PACKAGE, encoding: 'utf8' });
}

test('the packed package has one program, a README and a licence, and can be installed without dependencies', () => {
  const [packed] = JSON.parse(npm('pack', '--silent', '--json', '--pack-destination', folder));
  expect(packed.files.map((file: { path: string }) => file.path).sort()).toEqual([
    'LICENSE',
    'README.md',
    'dist/fedbroker.js',
    'package.json',
  ]);
  expect(manifest).not.toHaveProperty('dependencies');

  npm('install', '--global', '--offline', '--prefix', folder, path.join(folder, packed.filename));
  const program = path.join(folder, 'bin/fedbroker');
  expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toBe(`${manifest.version}\n`);
  const code = readFileSync(program, 'utf8');
  const { '@smithy/signature-v4': version } = manifest.devDependencies;
  expect(code.includes(`@smithy/signature-v4 ${version} (Apache-2.0)`)).toBe(true);
  expect(/^bowser \S+ \(MIT\)\n\nCopyright 2015, Dustin Diaz/m.test(code)).toBe(true);
});
