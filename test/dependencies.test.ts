import manifest from '../package.json' with { type: 'json' };
import lock from '../package-lock.json' with { type: 'json' };
import apiDocsLock from '../tools/api-docs/package-lock.json' with { type: 'json' };

/** The permitted licences. CC-BY-4.0 is there for a package of browser data, on which jest depends. It is no licence for code. */
const PERMISSIVE =
  /^(0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|CC-BY-4\.0|CC0-1\.0|ISC|MIT)$/;

const packages = Object.entries<{
  license?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
}>({ ...apiDocsLock.packages, ...lock.packages }).filter(
  ([name, { link }]) => name !== '' && link !== true,
);

/** In `A OR B`, one permissive licence is enough. In `A AND B`, both must be permissive. */
function isPermissive(expression: string): boolean {
  const choices = expression.replaceAll(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((part) => PERMISSIVE.test(part)));
}

/**
 * An IAM simulator under the AGPL, with which the proofs compare decisions of the local AWS. Only tests use it, and no
 * published package contains it.
 */
const TEST_ORACLE = 'node_modules/@cloud-copilot/';

test('every package has a permissive licence, except one that only tests use', () => {
  const others = packages.filter(([, { license = '' }]) => !isPermissive(license));
  expect(packages.length).toBeGreaterThan(300);
  expect(others.filter(([name, { dev }]) => !(name.startsWith(TEST_ORACLE) && dev))).toEqual([]);
});

test('the lock file records no download address', () => {
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('the npm package has no dependencies, because apps that use the construct need none', () => {
  expect(Object.keys(manifest)).not.toContain('dependencies');
});

test('every dependency is pinned to one version', () => {
  const versions = Object.values(manifest.devDependencies);
  for (const version of versions) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

test('the lock file has the binaries of every platform, so that npm ci works on each', () => {
  const names = packages.map(([name]) => name);
  for (const platform of ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64']) {
    for (const tool of ['@biomejs/cli', '@esbuild/', '@swc/core']) {
      const found = names.some((name) => name.includes(tool) && name.includes(platform));
      expect({ tool, platform, found }).toEqual({ tool, platform, found: true });
    }
  }
});
