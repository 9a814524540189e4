import { parseArgs } from 'node:util';
import { runProgram } from './program.ts';
import { changesPage } from './review/changes/changes-page.ts';
import { findRevision } from './review/git-revision.ts';
import { code } from './review/markdown.ts';
import { reviewPage } from './review/page.ts';
import { type PageOutput, writePages } from './review/page-file.ts';
import {
  COMMITTED_PAGES,
  type PageFiles,
  pageSources,
  pageSourcesIn,
  REVIEW_COMMAND,
} from './review/page-sources.ts';

const USAGE = `Writes the pages to review before you deploy: docs/review.md for federation-broker.json, and
docs/review-sample.md for sample/federation-broker.json.

Usage: ${REVIEW_COMMAND} -- [options]

  --config FILE   review another deployment instead; needs --output
  --output FILE   where its page goes; needs --config
  --check         write nothing, show what differs, and exit with 1 if a page is stale
  --against REV   write nothing, and print what changes since a git revision: who gains and who loses
                  what. Takes the grants, cases, configuration and cdk.json of REV, and the current code
  --help          show this help
`;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      config: { type: 'string' },
      output: { type: 'string' },
      check: { type: 'boolean', default: false },
      against: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { against } = values;
  if (against !== undefined) {
    if (values.check) {
      throw new Error('--against and --check exclude each other: run the command twice');
    }
    await printChanges(against, pagesOf(values));
    return;
  }
  const outputs: PageOutput[] = [];
  for (const files of pagesOf(values)) {
    outputs.push({ file: files.output, page: reviewPage(await pageSources(files)) });
  }
  writePages(outputs, { check: values.check, command: REVIEW_COMMAND });
}

/** One page of changes for each deployment. */
async function printChanges(against: string, pages: readonly PageFiles[]): Promise<void> {
  const revision = findRevision(against);
  for (const files of pages) {
    const before = await pageSourcesIn(revision, files);
    console.log(
      before === undefined
        ? `# What changes in ${code(files.config)}\n\n${code(against)} does not have this file. All of ${code(files.output)} is new.\n`
        : changesPage(
            before,
            await pageSources(files),
            `${code(files.config)} in ${code(against)} (${code(revision.commit)})`,
          ),
    );
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

await runProgram(main);
