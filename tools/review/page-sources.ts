import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDeployment } from '../../lib/deployment.ts';
import { synthesize } from '../local/synthesize.ts';
import { type ReviewedAssembly, readAssembly } from './cloud-assembly.ts';
import type { ReviewSources } from './page.ts';

export interface PageFiles {
  readonly config: string;
  readonly output: string;
}

export const SAMPLE_PAGE: PageFiles = {
  config: 'sample/federation-broker.json',
  output: 'docs/review-sample.md',
};

/** The committed pages. Together they show every part of the stack that grants can ask for. */
export const COMMITTED_PAGES: readonly PageFiles[] = [
  { config: 'federation-broker.json', output: 'docs/review.md' },
  SAMPLE_PAGE,
];

/** @throws InvalidInput for a faulty configuration, and for a cloud assembly that the page cannot show */
export async function pageSources({ config, output }: PageFiles): Promise<ReviewSources> {
  const deployment = readDeployment(config);
  const { grants } = deployment.configuration;
  const fromPage = (file: string) =>
    path.relative(path.dirname(output), file).replaceAll(path.sep, '/');
  return {
    ...(await synthesizedAssembly(config)),
    deployment,
    configurationPath: fromPage(config),
    grantsPath: fromPage(path.resolve(path.dirname(config), grants)),
  };
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
