import path from 'node:path';
import { parseArgs } from 'node:util';
import { readBroker } from '../assembly/synthesized-broker.ts';
import { code } from '../review/markdown.ts';
import { reviewPage } from '../review/page.ts';
import { writePages } from '../review/page-file.ts';

const COMMAND = 'npx federation-broker review';

const USAGE = `Writes a page to review before you deploy: who may get what, and who may do what. Reads the output of
"npx cdk synth".

Usage: ${COMMAND} [options]

  --output FILE       where the page goes (default federation-broker-review.md)
  --check             write nothing, and exit with 1 if the page is stale
  --assembly FOLDER   the output of "npx cdk synth" (default cdk.out)
  --broker PATH       the construct path of the broker, if the app has several
  --help              show this help
`;

/** @throws InvalidInput for what the page cannot show */
export function review(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      output: { type: 'string', default: 'federation-broker-review.md' },
      check: { type: 'boolean', default: false },
      assembly: { type: 'string', default: 'cdk.out' },
      broker: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const broker = readBroker(values.assembly, values.broker);
  const page = reviewPage({
    ...broker,
    origin:
      `${code(COMMAND)} generates this page from the stack ${code(broker.stack.hierarchicalId)} ` +
      `in ${code(path.basename(values.assembly))}.`,
  });
  writePages([{ file: values.output, page }], { check: values.check, command: COMMAND });
}
