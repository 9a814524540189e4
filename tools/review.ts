import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readDeployment } from '../lib/deployment.ts';
import { synthesize } from './local/synthesize.ts';
import { type ReviewedAssembly, readAssembly } from './review/cloud-assembly.ts';
import { reviewPage } from './review/page.ts';
import { requireFreshPage } from './review/page-file.ts';

const USAGE = `Writes the pages to review before you deploy: docs/review.md for federation-broker.json, and
docs/review-sample.md for sample/federation-broker.json.

Usage: npm run review -- [options]

  --config FILE   review another deployment instead; needs --output
  --output FILE   where its page goes; needs --config
  --check         write nothing, and exit with 1 if a page is stale
  --help          show this help
`;

interface PageFiles {
  readonly config: string;
  readonly output: string;
}

/** The committed pages. Together they show every part of the stack that grants can ask for. */
const COMMITTED: readonly PageFiles[] = [
  { config: 'federation-broker.json', output: 'docs/review.md' },
  { config: 'sample/federation-broker.json', output: 'docs/review-sample.md' },
];

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      output: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  for (const files of pagesOf(values)) {
    const page = await makePage(files);
    if (values.check) {
      requireFreshPage(files.output, page);
    } else {
      writeFileSync(files.output, page);
    }
  }
}

function pagesOf({ config, output }: Partial<PageFiles>): readonly PageFiles[] {
  if (config === undefined && output === undefined) {
    return COMMITTED;
  }
  if (config === undefined || output === undefined) {
    throw new Error('--config and --output need each other: give both, or neither');
  }
  return [{ config, output }];
}

/** @throws InvalidInput for a faulty configuration, and for a cloud assembly that the page cannot show */
async function makePage({ config, output }: PageFiles): Promise<string> {
  const deployment = readDeployment(config);
  const { grants } = deployment.configuration;
  const fromPage = (file: string) =>
    path.relative(path.dirname(output), file).replaceAll(path.sep, '/');
  return reviewPage({
    ...(await synthesizedAssembly(config)),
    deployment,
    configurationPath: fromPage(config),
    grantsPath: fromPage(path.resolve(path.dirname(config), grants)),
  });
}

async function synthesizedAssembly(config: string): Promise<ReviewedAssembly> {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  try {
    await synthesize(config, folder);
    return readAssembly(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
