import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { programArguments } from '../../tools/program.ts';
import { buildBundles } from './bundles.ts';
import { startEndpoint } from './endpoint-process.ts';
import { figures, verdictOf } from './figures.ts';
import { type Measurements, measure } from './measurements.ts';
import { nodeForBench } from './node.ts';
import { figuresTable, rawTable } from './table.ts';

const USAGE = `Prints the figures of docs/performance.md. Exits with 1 if one is over its budget, and with 2 if it cannot tell of one.

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
  const verdicts = (measurements: Measurements) => figures(measurements).map(verdictOf);
  const measurements = await measure(
    bundles,
    { node: node.file, endpoint: endpoint.url },
    (soFar) => verdicts(soFar).includes('cannot tell'),
  );
  process.stdout.write(`${figuresTable(figures(measurements))}\n\n${rawTable(measurements)}\n`);
  const found = verdicts(measurements);
  process.exitCode = found.includes('over') ? 1 : found.includes('cannot tell') ? 2 : 0;
} finally {
  endpoint.close();
  rmSync(folder, { recursive: true, force: true });
}
