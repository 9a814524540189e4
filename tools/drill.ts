import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { playStolenLaptop } from './local/stolen-laptop.ts';

const run = promisify(execFile);

/**
 * The stolen laptop, played on this machine with a copy of the sample deployment: a live session is ended by
 * `npm run revoke` and one deployment. Exits with 1 on any surprise.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-drill-'));
  try {
    cpSync('sample', folder, { recursive: true });
    const configurationPath = path.join(folder, 'federation-broker.json');
    const surprises = await playStolenLaptop({
      configurationPath,
      revoke: async (name) => {
        await run('npm', ['run', '--silent', 'revoke', '--', name, '--config', configurationPath]);
      },
      print: (line) => console.log(line),
    });
    process.exitCode = surprises === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
