import { spawnSync } from 'node:child_process';
import path from 'node:path';

export interface NodeProgram {
  readonly file: string;
  readonly version: string;
  /** Whether it is of the version that the functions run on. */
  readonly isLambdas: boolean;
}

/**
 * Node.js 24, as on Lambda, where npm can bring it; else the one that runs this.
 *
 * @param folder where npm puts it
 */
export function nodeForBench(folder: string): NodeProgram {
  const npm = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', 'node@24'];
  spawnSync('npm', npm, { stdio: 'ignore' });
  const file = path.join(folder, 'node_modules/node/bin/node');
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return status === 0
    ? { file, version: stdout.trim(), isLambdas: true }
    : { file: process.execPath, version: process.version, isLambdas: false };
}
