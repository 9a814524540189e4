import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDeployment } from '../../lib/deployment.ts';
import { readBroker } from '../assembly/synthesized-broker.ts';
import { synthesize } from '../local/synthesize.ts';
import { code } from './markdown.ts';
import type { ReviewSources } from './page.ts';

/** The command that writes the pages. */
export const REVIEW_COMMAND = 'npm run review';

export interface PageFiles {
  readonly config: string;
  readonly output: string;
}

export const SAMPLE_PAGE: PageFiles = {
  config: 'sample/federation-broker.json',
  output: 'docs/review-sample.md',
};

/** The committed pages. Together, they show every part that grants can add to a stack. */
export const COMMITTED_PAGES: readonly PageFiles[] = [
  { config: 'federation-broker.json', output: 'docs/review.md' },
  SAMPLE_PAGE,
];

/** @throws InvalidInput for a faulty configuration, and for a cloud assembly that the page cannot show */
export async function pageSources({ config, output }: PageFiles): Promise<ReviewSources> {
  const { grants } = readDeployment(config).configuration;
  const linkTo = (file: string) =>
    code(path.relative(path.dirname(output), file).replaceAll(path.sep, '/'));
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  // The CDK reads a stack's metadata from the folder each time it is asked for it.
  process.once('exit', () => rmSync(folder, { recursive: true }));
  await synthesize(config, folder);
  return {
    ...readBroker(folder),
    cdkSettings: Object(JSON.parse(readFileSync('cdk.json', 'utf8'))),
    origin:
      `${code(REVIEW_COMMAND)} generates this page from the synthesized template, ` +
      `${linkTo(config)} and ${linkTo(path.resolve(path.dirname(config), grants))}.`,
  };
}
