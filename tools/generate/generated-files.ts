import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { claimsPage } from '../trial/claims-table.ts';
import { jsonSchemas } from './json-schemas.ts';
import { openApiDocument } from './openapi/document.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Returns the paths of the files that are not as the code generates them. */
export function staleFiles(): readonly string[] {
  return [...generatedFiles()]
    .filter(([file, text]) => textOf(path.join(ROOT, file)) !== text)
    .map(([file]) => file);
}

/** Returns the paths of the files that changed. */
export function writeGeneratedFiles(): readonly string[] {
  const stale = staleFiles();
  const files = generatedFiles();
  for (const file of stale) {
    writeFileSync(path.join(ROOT, file), files.get(file) ?? '');
  }
  return stale;
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function generatedFiles(): ReadonlyMap<string, string> {
  const json = [...jsonSchemas(), ['docs/openapi.json', openApiDocument()] as const];
  return new Map([
    ...json.map(([file, content]) => [file, `${JSON.stringify(content, null, 2)}\n`] as const),
    ['docs/trial-claims.md', claimsPage()],
  ]);
}
