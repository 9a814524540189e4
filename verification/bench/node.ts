import { spawnSync } from 'node:child_process';
import path from 'node:path';

export interface NodeProgram {
  readonly file: string;
  readonly version: string;
  /** Whether this Node.js has the same major version as the functions on Lambda. */
  readonly isLambdaVersion: boolean;
}

/**
 * Returns Node.js 24, as on Lambda, if npm can install it. Otherwise it returns the Node.js that runs the benchmark.
 *
 * @param folder where npm installs Node.js
 */
export function nodeForBench(folder: string): NodeProgram {
  const npm = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', 'node@24'];
  spawnSync('npm', npm, { stdio: 'ignore' });
  const file = path.join(folder, 'node_modules/node/bin/node');
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return status === 0
    ? { file, version: stdout.trim(), isLambdaVersion: true }
    : { file: process.execPath, version: process.version, isLambdaVersion: false };
}
