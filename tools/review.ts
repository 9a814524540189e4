import { parseArgs } from 'node:util';
import { runProgram } from './program.ts';
import { reviewPage } from './review/page.ts';
import { type PageOutput, writePages } from './review/page-file.ts';
import {
  COMMITTED_PAGES,
  type PageFiles,
  pageSources,
  REVIEW_COMMAND,
} from './review/page-sources.ts';

const USAGE = `Writes the pages to review before you deploy: docs/review.md for federation-broker.json, and
docs/review-sample.md for sample/federation-broker.json.

Usage: ${REVIEW_COMMAND} -- [options]

  --config FILE   review another deployment instead; needs --output
  --output FILE   where its page goes; needs --config
  --check         write nothing, and exit with 1 if a page is stale
  --help          show this help
`;

async function main(args: readonly string[]): Promise<void> {
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
  const outputs: PageOutput[] = [];
  for (const files of pagesOf(values)) {
    outputs.push({ file: files.output, page: reviewPage(await pageSources(files)) });
  }
  writePages(outputs, { check: values.check, command: REVIEW_COMMAND });
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

await runProgram(main);
