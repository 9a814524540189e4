import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readDeployment } from '../lib/deployment.ts';
import { reviewPage } from '../lib/review/page.ts';
import { requireFreshPage } from '../lib/review/page-file.ts';
import { synthesize } from './local/synthesize.ts';

const USAGE = `Makes the page by which the stack and its grants are reviewed before they are deployed.

Usage: npm run review -- [options]

  --config FILE   the deployment to review (default federation-broker.json)
  --output FILE   the page (default docs/review.md)
  --check         writes nothing, and exits with 1 where the page is not what it would be
  --help          shows this
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

/** @throws InvalidInput for a faulty configuration, and for a template that the page could not show */
async function makePage(configurationPath: string, pageFolder: string): Promise<string> {
  const deployment = readDeployment(configurationPath);
  const { stackName, grants } = deployment.configuration;
  const template = await synthesizedTemplate(configurationPath, stackName);
  const fromPage = (file: string) => path.relative(pageFolder, file).replaceAll(path.sep, '/');
  return reviewPage({
    template,
    deployment,
    configurationPath: fromPage(configurationPath),
    grantsPath: fromPage(path.resolve(path.dirname(configurationPath), grants)),
  });
}

async function synthesizedTemplate(configurationPath: string, stackName: string): Promise<unknown> {
  const assemblyFolder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  try {
    await synthesize(configurationPath, assemblyFolder);
    const file = path.join(assemblyFolder, `${stackName}.template.json`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(assemblyFolder, { recursive: true });
  }
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
