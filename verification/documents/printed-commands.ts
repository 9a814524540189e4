import { runInShell } from './shell.ts';
import type { Workspace } from './workspace.ts';

/** The heading of the section whose commands must be refused. */
const REFUSED = '== See it refused';

/** The heading of the section after the refused commands. */
const DEPLOY = '== Deploy a change with the CDK CLI';

const COMMAND = /^ {2}((?:curl |AWS_CONFIG_FILE=|FEDBROKER_).*)$/gm;

/** The headings in the order in which `npm start` prints them. */
const SECTIONS = [
  '== Try it as a role',
  '== Try it with a token',
  '== Sign in as a person',
  REFUSED,
  DEPLOY,
];

export interface PrintedCommand {
  readonly text: string;
  readonly isRefused: boolean;
}

/** Returns the commands that `npm start` prints. @throws Error if a section is missing or out of order */
export function printedCommands(output: string): readonly PrintedCommand[] {
  const places = SECTIONS.map((section) => output.indexOf(section));
  if (places.some((place, index) => place < 0 || place < (places[index - 1] ?? 0))) {
    throw new Error(`npm start must print these sections in this order: ${SECTIONS.join(', ')}`);
  }
  return [...output.matchAll(COMMAND)].map(({ 1: text = '', index }) => ({
    text,
    isRefused: index > output.indexOf(REFUSED) && index < output.indexOf(DEPLOY),
  }));
}

/** Runs the command. @returns what went wrong, or undefined */
export async function faultOf(
  { text, isRefused }: PrintedCommand,
  shell: readonly string[],
  workspace: Workspace,
): Promise<string | undefined> {
  const [outcome] = await runInShell(shell, [{ text, mayFail: true }], workspace);
  const { exitCode, output = '' } = { ...outcome };
  const asExpected = isRefused
    ? /AccessDenied|REFUSED|refused/.test(output)
    : exitCode === 0 && !/AccessDenied|"message"/.test(output);
  return asExpected ? undefined : `exit code ${exitCode}: ${output}`;
}
