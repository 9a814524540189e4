import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { lineDiff } from './line-diff.ts';

/** A page and the file that contains it. */
export interface PageOutput {
  readonly file: string;
  readonly page: string;
}

export interface PageOptions {
  /** If true, write nothing and fail if a file is stale. */
  readonly check: boolean;
  /** The command that writes the pages, for the error message. */
  readonly command: string;
}

/**
 * @throws Error if `check` is true and a file is missing or differs from its page. Then nobody has reviewed what would be
 *   deployed. The error shows the differing lines.
 */
export function writePages(outputs: readonly PageOutput[], { check, command }: PageOptions): void {
  if (!check) {
    for (const { file, page } of outputs) {
      writeFileSync(file, page);
    }
    return;
  }
  const stale = outputs.flatMap((output) => differences(output));
  if (stale.length > 0) {
    throw new Error(
      [...stale, `Review what changes, then write and commit the page: ${command}`].join('\n\n'),
    );
  }
}

function differences({ file, page }: PageOutput): readonly string[] {
  if (!existsSync(file)) {
    return [`${file} does not exist.`];
  }
  const written = readFileSync(file, 'utf8');
  return written === page
    ? []
    : [
        `${file} is stale. Lines with - are in the file, lines with + would be deployed:\n${lineDiff(written, page)}`,
      ];
}
