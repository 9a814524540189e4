import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readDeployment } from '../lib/deployment.ts';
import { synthesize } from './local/synthesize.ts';
import { type ReviewedAssembly, readAssembly } from './review/cloud-assembly.ts';
import { reviewPage } from './review/page.ts';
import { requireFreshPage } from './review/page-file.ts';

const USAGE = `Writes the page that people review before they deploy the stack and its grants.

Usage: npm run review -- [options]

  --config FILE   the configuration of the deployment (default federation-broker.json)
  --output FILE   the page to write (default docs/review.md)
  --check         write nothing, and exit with 1 when the page is stale
  --help          show this help
`;

const { values: options } = parseOptions();
if (options.help) {
  console.log(USAGE);
} else {
  await review().catch(fail);
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        config: { type: 'string', default: 'federation-broker.json' },
        output: { type: 'string', default: 'docs/review.md' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(error);
  }
}

async function review(): Promise<void> {
  const { config, output, check } = options;
  const page = await makePage(config, path.dirname(output));
  if (check) {
    requireFreshPage(output, page);
  } else {
    writeFileSync(output, page);
  }
}

/** @throws InvalidInput for a faulty configuration, and for a cloud assembly with something that the page cannot show */
async function makePage(configurationPath: string, pageFolder: string): Promise<string> {
  const deployment = readDeployment(configurationPath);
  const { grants } = deployment.configuration;
  const assembly = await synthesizedAssembly(configurationPath);
  const fromPage = (file: string) => path.relative(pageFolder, file).replaceAll(path.sep, '/');
  return reviewPage({
    ...assembly,
    deployment,
    configurationPath: fromPage(configurationPath),
    grantsPath: fromPage(path.resolve(path.dirname(configurationPath), grants)),
  });
}

async function synthesizedAssembly(configurationPath: string): Promise<ReviewedAssembly> {
  const assemblyFolder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  try {
    await synthesize(configurationPath, assemblyFolder);
    return readAssembly(assemblyFolder);
  } finally {
    rmSync(assemblyFolder, { recursive: true });
  }
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
