import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Its text is the package's own LICENSE, so the notices do not repeat it. */
const OWN_LICENCE = 'Apache-2.0';

/**
 * Returns a comment that names the packages in a bundle, with the licence texts that must go with copies of them.
 *
 * @param inputs the files in the bundle, as esbuild's metafile names them
 */
export function thirdPartyNotices(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap(packageFolder));
  const notices = [...folders].map(noticeOf).sort();
  return `/*! This file contains these packages:\n\n${notices.join('\n')}\n*/\n`;
}

/** Returns `…/node_modules/@scope/name` for a file in that folder. */
function packageFolder(input: string): readonly string[] {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
  return folder === undefined ? [] : [folder];
}

function noticeOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const line = `${manifest.name} ${manifest.version} (${manifest.license})`;
  return manifest.license === OWN_LICENCE ? line : `${line}\n\n${licenceText(folder)}\n`;
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) {
    throw new Error(`${folder} has no licence file, so its licence cannot be included`);
  }
  return readFileSync(path.join(folder, file), 'utf8').trim();
}
