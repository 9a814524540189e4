<<<<<<< HEAD
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readDeployment } from '../lib/deployment.ts';
import { readBroker } from './assembly/synthesized-broker.ts';
import { synthesize } from './local/synthesize.ts';
import { runProgram } from './program.ts';
import { code } from './review/markdown.ts';
import { reviewPage } from './review/page.ts';
import { writePage } from './review/page-file.ts';

const COMMAND = 'npm run review';
=======
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { reviewPage } from './review/page.ts';
import { requireFreshPage } from './review/page-file.ts';
import { COMMITTED_PAGES, type PageFiles, pageSources } from './review/page-sources.ts';
>>>>>>> b691ff4 (Let the template proof count behaviour, exact statements and the review page)

const USAGE = `Writes the pages to review before you deploy: docs/review.md for federation-broker.json, and
docs/review-sample.md for sample/federation-broker.json.

Usage: ${COMMAND} -- [options]

  --config FILE   review another deployment instead; needs --output
  --output FILE   where its page goes; needs --config
  --check         write nothing, and exit with 1 if a page is stale
  --help          show this help
`;

<<<<<<< HEAD
interface PageFiles {
  readonly config: string;
  readonly output: string;
}

/** The committed pages. Together they show every part of the stack that grants can ask for. */
const COMMITTED: readonly PageFiles[] = [
  { config: 'federation-broker.json', output: 'docs/review.md' },
  { config: 'sample/federation-broker.json', output: 'docs/review-sample.md' },
];

async function main(args: readonly string[]): Promise<void> {
=======
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
>>>>>>> b691ff4 (Let the template proof count behaviour, exact statements and the review page)
  const { values } = parseArgs({
    args: [...args],
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
<<<<<<< HEAD
    writePage(files.output, await makePage(files), { check: values.check, command: COMMAND });
=======
    const page = reviewPage(await pageSources(files));
    if (values.check) {
      requireFreshPage(files.output, page);
    } else {
      writeFileSync(files.output, page);
    }
>>>>>>> b691ff4 (Let the template proof count behaviour, exact statements and the review page)
  }
}

function pagesOf({ config, output }: Partial<PageFiles>): readonly PageFiles[] {
  if (config === undefined && output === undefined) {
    return COMMITTED_PAGES;
  }
  if (config === undefined || output === undefined) {
    throw new Error('--config and --output need each other: give both, or neither');
  }
  return [{ config, output }];
}
<<<<<<< HEAD

/** @throws InvalidInput for a faulty configuration, and for a cloud assembly that the page cannot show */
async function makePage({ config, output }: PageFiles): Promise<string> {
  const { grants } = readDeployment(config).configuration;
  const linkTo = (file: string) =>
    code(path.relative(path.dirname(output), file).replaceAll(path.sep, '/'));
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  try {
    await synthesize(config, folder);
    return reviewPage({
      ...readBroker(folder),
      origin:
        `${code(COMMAND)} generates this page from the synthesized template, ` +
        `${linkTo(config)} and ${linkTo(path.resolve(path.dirname(config), grants))}.`,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await runProgram(main);
=======
>>>>>>> b691ff4 (Let the template proof count behaviour, exact statements and the review page)
