import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readBroker } from '../assembly/synthesized-broker.ts';
import { changesPage } from '../review/changes/changes-page.ts';
import { code } from '../review/markdown.ts';
import { type ReviewSources, reviewPage } from '../review/page.ts';
import { writePages } from '../review/page-file.ts';

const COMMAND = 'npx federation-broker review';

const USAGE = `Writes a page to review before you deploy: who may get what, and who may do what. Reads the output of
"npx cdk synth".

Usage: ${COMMAND} [options]

  --output FILE       where the page goes (default federation-broker-review.md)
  --check             write nothing, show what differs, and exit with 1 if the page is stale
  --against FOLDER    write nothing, and print what changes since another output of "npx cdk synth": who
                      gains and who loses what
  --assembly FOLDER   the output of "npx cdk synth" (default cdk.out)
  --broker PATH       the construct path of the broker, if the app has several
  --help              show this help
`;

/** @throws InvalidInput if the stack contains anything that the page cannot show */
export function review(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      output: { type: 'string', default: 'federation-broker-review.md' },
      check: { type: 'boolean', default: false },
      against: { type: 'string' },
      assembly: { type: 'string', default: 'cdk.out' },
      broker: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { against, check, output } = values;
  const sources = sourcesIn(values.assembly, values.broker);
  if (against === undefined) {
    writePages([{ file: output, page: reviewPage(sources) }], { check, command: COMMAND });
    return;
  }
  if (check) {
    throw new Error('--against and --check exclude each other: run the command twice');
  }
  if (!existsSync(against)) {
    throw new Error(
      `--against ${against}: there is no such folder. Check out the other revision, run npx cdk synth --output FOLDER there, and name that FOLDER`,
    );
  }
  console.log(changesPage(sourcesIn(against, values.broker), sources, code(against)));
}

function sourcesIn(assembly: string, brokerPath: string | undefined): ReviewSources {
  const broker = readBroker(assembly, brokerPath);
  return {
    ...broker,
    origin:
      `${code(COMMAND)} generates this page from the stack ${code(broker.stack.hierarchicalId)} ` +
      'in the output of `npx cdk synth`.',
  };
}
