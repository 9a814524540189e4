import { spawnSync } from 'node:child_process';
import { programArguments } from '../../tools/program.ts';
import { kindOf } from './block-kind.ts';
import { isProgram, runDocument, stepsOf } from './document-run.ts';
import { type Document, writtenDocuments } from './documents.ts';
import { LocalRun } from './local-run.ts';
import { blocksOf } from './markdown.ts';
import { faultOf, printedCommands } from './printed-commands.ts';
import { outputDifference } from './shape.ts';
import { SHELLS } from './shell.ts';
import { Workspace } from './workspace.ts';

/** Programs that commands of the documents need and npm does not install. */
const TOOLS = ['aws', 'curl', 'jq'];

const MILLISECONDS_PER_SECOND = 1_000;

const counts = { passed: 0, failed: 0, skipped: 0 };

const USAGE = `Runs the commands of the documents in bash and zsh against one local broker. The last line counts.

Usage: npm run test:documents -- [FILE...]

  FILE     a document, such as README.md (default: all)
  --help   show this help
`;

async function main(names: readonly string[]): Promise<void> {
  const documents = writtenDocuments().filter(
    ({ file }) => names.length === 0 || names.includes(file),
  );
  const unknown = names.find((name) => !documents.some(({ file }) => file === name));
  if (unknown !== undefined) {
    throw new Error(`There is no document ${unknown}: name it by its path, such as docs/audit.md`);
  }
  listWhatIsNotRun(documents);
  const workspace = new Workspace();
  try {
    const localRun = await LocalRun.start(workspace);
    try {
      checkOutputOfStart(documents, localRun);
      for (const [shell, command] of Object.entries(SHELLS)) {
        await checkPrintedCommands(localRun, shell, command, workspace);
        for (const document of documents) {
          await checkDocument(document, shell, command, workspace);
        }
      }
    } finally {
      const ended = await localRun.stop();
      report('the broker ends when npm is killed', ended ? undefined : 'it kept running');
    }
  } finally {
    workspace.remove();
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

async function checkDocument(
  document: Document,
  shell: string,
  command: readonly string[],
  workspace: Workspace,
): Promise<void> {
  const steps = stepsOf(document).filter((step) => shell === 'bash' || !isProgram(step));
  // A document without commands needs no fresh workspace, which takes a second.
  if (steps.length === 0) {
    return;
  }
  const needed = TOOLS.filter((tool) =>
    steps.some(({ block }) => new RegExp(`(?:^|[(|\\s])${tool} `, 'm').test(block.text)),
  );
  const missing = [shell, ...needed].filter((tool) => !isInstalled(tool));
  if (missing.length > 0) {
    counts.skipped += steps.length;
    console.log(`SKIPPED ${shell} ${document.file}: ${missing.join(', ')} not installed`);
    return;
  }
  const begun = performance.now();
  for (const { place, fault } of await runDocument(document, steps, command, workspace)) {
    report(`${shell} ${place}`, fault);
  }
  const seconds = Math.round((performance.now() - begun) / MILLISECONDS_PER_SECOND);
  console.log(`        ${shell} ${document.file} took ${seconds} s`);
}

function checkOutputOfStart(documents: readonly Document[], { output }: LocalRun): void {
  for (const { file, text } of documents) {
    for (const block of blocksOf(file, text)) {
      const kind = kindOf(block);
      if (kind.kind === 'output' && kind.command === 'npm start') {
        report(`npm start ${file}:${block.line}`, outputDifference(block.tag, block.text, output));
      }
    }
  }
}

/** Runs the commands that `npm start` prints, in order and without other preparation. */
async function checkPrintedCommands(
  { output }: LocalRun,
  shell: string,
  command: readonly string[],
  workspace: Workspace,
): Promise<void> {
  for (const printed of printedCommands(output)) {
    // The CDK CLI is slow, and all shells read these lines alike, so one shell is enough.
    if (shell !== 'bash' && printed.text.includes('npx cdk')) {
      continue;
    }
    const missing = [shell, ...TOOLS].find(
      (tool) => (tool === shell || printed.text.includes(`${tool} `)) && !isInstalled(tool),
    );
    const what = `${shell} npm start: ${printed.text}`;
    if (missing === undefined) {
      report(what, await faultOf(printed, command, workspace));
    } else {
      counts.skipped += 1;
      console.log(`SKIPPED ${what}: ${missing} not installed`);
    }
  }
}

function listWhatIsNotRun(documents: readonly Document[]): void {
  const reasons = documents.flatMap(({ file, text }) =>
    blocksOf(file, text).flatMap((block) => {
      const kind = kindOf(block);
      return kind.kind === 'not run' ? [`  ${file}:${block.line}: ${kind.reason}`] : [];
    }),
  );
  console.log([`Not run, ${reasons.length} blocks:`, ...reasons].join('\n'));
}

function report(what: string, fault: string | undefined): void {
  if (fault === undefined) {
    counts.passed += 1;
    console.log(`ok      ${what}`);
  } else {
    counts.failed += 1;
    console.log(`FAILED  ${what}: ${fault}`);
  }
}

function isInstalled(tool: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
}

main(programArguments(USAGE, { takesWords: true }).words).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
