import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { groupBy } from '../../core/group-by.ts';

/** Matches the folder of the package that contains a file. */
const PACKAGE_FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

const LICENSE_FILE = /^(?:licen[cs]e|notice)(?:\.\w+)?$/i;

/**
 * The licenses of all packages whose code is in the bundles. The licenses require that a copy accompanies the code.
 *
 * @param sources paths of the source files in the bundles
 */
export function thirdPartyLicenses(sources: readonly string[]): string {
  const folders = new Set(
    sources.flatMap((source) => PACKAGE_FOLDER.exec(source.replaceAll('\\', '/')) ?? []),
  );
  const byText = groupBy([...folders].sort(), licenseIn);
  return [...byText]
    .map(([text, group]) => `${[...new Set(group.map(nameOf))].join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function nameOf(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  return `${name} ${version} (${license})`;
}

function licenseIn(folder: string): string {
  const texts = readdirSync(folder)
    .filter((file) => LICENSE_FILE.test(file))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return texts.length === 0 ? 'The package contains no license file.' : texts.join('\n\n');
}
