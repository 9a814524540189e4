import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keptAssembly } from '../../tools/local/kept-assembly.ts';
import type { Assemblies } from './cycle.ts';

const FIXTURES = 'test/fixtures/deployment';

/** Copies the assemblies of the fixture's stack and of an updated version, passes both to `use`, and then deletes them. */
export async function withAssemblies<T>(use: (assemblies: Assemblies) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-lifecycle-'));
  try {
    const assemblies = { first: path.join(folder, 'first'), updated: path.join(folder, 'updated') };
    for (const [file, copy] of [
      ['federation-broker.json', assemblies.first],
      ['updated.json', assemblies.updated],
    ] as const) {
      cpSync(await keptAssembly(`${FIXTURES}/${file}`), copy, { recursive: true });
    }
    return await use(assemblies);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
