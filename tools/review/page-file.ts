import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export interface PageOptions {
  /** Write nothing, and fail if the file is stale. */
  readonly check: boolean;
  /** Writes the page. */
  readonly command: string;
}

/**
 * @throws Error if the file to check is missing or differs from this page, because then nobody has reviewed what would
 * be deployed
 */
export function writePage(file: string, page: string, { check, command }: PageOptions): void {
  if (!check) {
    writeFileSync(file, page);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== page) {
    throw new Error(`${file} is stale: run ${command}`);
  }
}
