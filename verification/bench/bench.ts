import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { programArguments } from '../../tools/program.ts';
import { buildBundles } from './bundles.ts';
import { startEndpoint } from './endpoint-process.ts';
import { figures, isWithinBudget } from './figures.ts';
import { measure } from './measurements.ts';
import { nodeForBench } from './node.ts';
import { figuresTable, rawTable } from './table.ts';

const USAGE = `Prints the figures of docs/performance.md, and exits with 1 if one misses its budget.

Usage: npm run bench
`;

programArguments(USAGE);
const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-bench-'));
const endpoint = await startEndpoint();
try {
  const node = nodeForBench(folder);
  const suffix = node.isLambdaVersion ? '' : ' (npm could not install Node.js 24)';
  process.stdout.write(`Node.js ${node.version}${suffix}, ${cpus().length} processors\n\n`);
  const bundles = await buildBundles(folder);
  const measurements = await measure(bundles, { node: node.file, endpoint: endpoint.url });
  const results = figures(measurements);
  process.stdout.write(`${figuresTable(results)}\n\n${rawTable(measurements)}\n`);
  process.exitCode = results.every(isWithinBudget) ? 0 : 1;
} finally {
  endpoint.close();
  rmSync(folder, { recursive: true, force: true });
}
