import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Workspace } from './workspace.ts';

/**
 * The shells in which the documents' commands must work. They start without the user's startup files. The CDK validates templates
 * only in bash, because validation takes most of the time of its commands.
 */
export const SHELLS: Readonly<Record<string, readonly string[]>> = {
  bash: ['bash', '--noprofile', '--norc'],
  zsh: ['env', 'CDK_VALIDATION=false', 'zsh', '-f'],
};

export interface Commands {
  readonly text: string;
  /** Whether the last command may fail. */
  readonly mayFail: boolean;
}

export interface Outcome {
  /** Undefined if an earlier command of the block ended the shell. */
  readonly exitCode: number | undefined;
  /** Standard output and error. */
  readonly output: string;
}

const SESSION_MAX_MILLISECONDS = 300_000;

/**
 * Runs blocks of commands one after another in one shell, so that later blocks see the variables of earlier ones. A command
 * that fails ends its block and the session.
 *
 * @returns one outcome for each block that was begun
 */
export async function runInShell(
  shell: readonly string[],
  blocks: readonly Commands[],
  workspace: Workspace,
): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-blocks-'));
  try {
    const script = blocks.map(({ text, mayFail }, index) => {
      const file = path.join(folder, `block-${index}.sh`);
      writeFileSync(file, `${text}\n`);
      const source = `. '${file}' < /dev/null`;
      return [
        `printf '\\n${BEGIN}\\n'`,
        mayFail
          ? `if ${source}; then exit_code=0; else exit_code=$?; fi`
          : `set -e; ${source}; set +e; exit_code=0`,
        `printf '\\n${END} %s\\n' "$exit_code"`,
      ].join('\n');
    });
    const main = path.join(folder, 'main.sh');
    writeFileSync(main, `exec 2>&1\nset -o pipefail\n${script.join('\n')}\n`);
    return outcomesIn(await run([...shell, main], workspace));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns a line that separates the outputs of blocks. No command of a document prints such a line. */
const BEGIN = '@@begin-block';
const END = '@@end-block';

function outcomesIn(output: string): readonly Outcome[] {
  const [, ...sections] = output.split(`\n${BEGIN}\n`);
  return sections.map((section) => {
    const [text = '', end] = section.split(`\n${END} `, 2);
    return { output: text, exitCode: end === undefined ? undefined : Number.parseInt(end, 10) };
  });
}

function run([command = '', ...args]: readonly string[], workspace: Workspace): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: workspace.folder,
      env: workspace.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: SESSION_MAX_MILLISECONDS,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}
