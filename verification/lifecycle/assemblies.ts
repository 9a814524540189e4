import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesize } from '../../tools/local/synthesize.ts';
import type { Assemblies } from './cycle.ts';

const FIXTURES = 'test/fixtures/deployment';

/** Synthesizes the fixture's stack and an updated version, passes both to `use`, and then deletes them. */
export async function withAssemblies<T>(use: (assemblies: Assemblies) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-lifecycle-'));
  try {
    const assemblies = { first: path.join(folder, 'first'), updated: path.join(folder, 'updated') };
    await synthesize(`${FIXTURES}/federation-broker.json`, assemblies.first);
    await synthesize(`${FIXTURES}/updated.json`, assemblies.updated);
    return await use(assemblies);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
