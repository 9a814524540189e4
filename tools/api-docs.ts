import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emitDeclarations } from './package/declarations.ts';
import { programArguments } from './program.ts';

const USAGE = `Writes docs/api.md from the types of the npm package. Installs TypeDoc from the npm registry.

Usage: npm run api-docs -- [options]

  --check   write nothing, and exit with 1 if the page is stale
  --help    show this help
`;

const ROOT = path.resolve(import.meta.dirname, '..');

/** TypeDoc, with the TypeScript that it needs. */
const TYPEDOC_FOLDER = path.join(import.meta.dirname, 'api-docs');

const PAGE = 'docs/api.md';

const HEAD = '<!-- Generated from the types by `npm run api-docs`. Do not edit. -->\n\n';

function main(): void {
  const { flags } = programArguments(USAGE, { flags: ['check'] });
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--silent'], {
    cwd: TYPEDOC_FOLDER,
    stdio: 'inherit',
  });
  emitDeclarations(path.join(ROOT, 'dist/types'), 'lib/index.d.ts');
  const page = makePage();
  const file = path.join(ROOT, PAGE);
  if (!flags.has('check')) {
    writeFileSync(file, page);
  } else if (readFileSync(file, 'utf8') !== page) {
    console.error(`${PAGE} is stale. Run npm run api-docs.`);
    process.exitCode = 1;
  }
}

function makePage(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-api-'));
  try {
    const typedoc = path.join(TYPEDOC_FOLDER, 'node_modules/typedoc/bin/typedoc');
    execFileSync(process.execPath, [typedoc, '--out', folder], {
      cwd: TYPEDOC_FOLDER,
      stdio: 'inherit',
    });
    return HEAD + readFileSync(path.join(folder, 'api.md'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
