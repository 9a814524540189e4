import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { shellQuoted } from '../../tools/shell-word.ts';
import { type BlockKind, kindOf } from './block-kind.ts';
import type { Document } from './documents.ts';
import { type Block, blocksOf } from './markdown.ts';
import { outputDifference } from './shape.ts';
import { type Commands, type Outcome, runInShell } from './shell.ts';
import { stackProgram, stackProgramCommands } from './stack-program.ts';
import type { Workspace } from './workspace.ts';

/** A block of commands or a program, with its expected outcome. */
export interface Step {
  readonly block: Block;
  readonly kind: Extract<BlockKind, { kind: RunKind }>;
  /** The block that shows its output. */
  readonly shown?: Block;
}

type RunKind = (typeof RUN_KINDS)[number];

const RUN_KINDS = ['commands', 'failing commands', 'program', 'stack', 'transcript'] as const;

export interface StepResult {
  readonly place: string;
  /** What differs from the document, or undefined if nothing differs. */
  readonly fault: string | undefined;
}

/** Returns the blocks of commands and the programs, each with the block that shows its output. */
export function stepsOf({ file, text }: Document): readonly Step[] {
  const steps: Step[] = [];
  for (const block of blocksOf(file, text)) {
    const kind = kindOf(block);
    const last = steps.at(-1);
    if (kind.kind === 'output' && kind.command === undefined && last !== undefined) {
      steps[steps.length - 1] = { ...last, shown: block };
    } else if (isRun(kind)) {
      steps.push({ block, kind, ...(kind.kind === 'transcript' ? { shown: block } : {}) });
    }
  }
  return steps;
}

function isRun(kind: BlockKind): kind is Step['kind'] {
  return RUN_KINDS.some((known) => known === kind.kind);
}

/** Whether the shell only starts a program. The test runs such a step in one shell, because all shells do the same. */
export function isProgram({ kind }: Step): boolean {
  return kind.kind === 'program' || kind.kind === 'stack';
}

/** Runs these steps of a document in one shell, in a workspace as after a fresh checkout. */
export async function runDocument(
  document: Document,
  steps: readonly Step[],
  shell: readonly string[],
  workspace: Workspace,
): Promise<readonly StepResult[]> {
  workspace.reset();
  for (const block of blocksOf(document.file, document.text)) {
    const kind = kindOf(block);
    if (kind.kind === 'file') {
      appendFileSync(path.join(workspace.folder, kind.path), `\n${block.text}\n`);
    }
  }
  const commands = steps.map((step) => commandsOf(step, workspace));
  const outcomes = await runInShell(shell, commands, workspace);
  return steps.map((step, index) => ({
    place: `${step.block.file}:${step.block.line}`,
    fault: faultOf(step, outcomes[index]),
  }));
}

function commandsOf({ block, kind }: Step, workspace: Workspace): Commands {
  if (kind.kind === 'transcript') {
    return { text: `${kind.after}\n${echoed(block.text)}`, mayFail: true };
  }
  if (kind.kind !== 'program' && kind.kind !== 'stack') {
    return { text: block.text, mayFail: kind.kind === 'failing commands' };
  }
  // The program runs in the folder of its document, because its imports are relative to that folder.
  const file = path.join(path.dirname(block.file), `.program-${block.line}.ts`);
  const isStack = kind.kind === 'stack';
  const program = isStack ? stackProgram(block.text) : block.text;
  writeFileSync(path.join(workspace.folder, file), program);
  const text = isStack ? stackProgramCommands(file) : `${kind.after}\nnode --import tsx '${file}'`;
  return { text, mayFail: false };
}

/** Commands that first print themselves, as a terminal shows them. */
function echoed(transcript: string): string {
  return [...transcript.matchAll(/^\$ (.*)$/gm)]
    .map(([line, command]) => `printf '%s\\n' ${shellQuoted(line)}\n${command}`)
    .join('\n');
}

function faultOf({ kind, shown }: Step, outcome: Outcome | undefined): string | undefined {
  if (outcome === undefined) {
    return 'it was not reached, because an earlier block failed';
  }
  const { exitCode, output } = outcome;
  if (kind.kind === 'failing commands') {
    return exitCode !== 0 && output.includes(kind.text)
      ? undefined
      : `it must fail with "${kind.text}". Exit code ${exitCode}, output:\n${output.trim()}`;
  }
  if (exitCode !== 0 && kind.kind !== 'transcript') {
    return `a command failed. Output:\n${output.trim()}`;
  }
  return shown === undefined ? undefined : outputDifference(shown.tag, shown.text, output);
}
