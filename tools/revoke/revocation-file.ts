import { readFileSync, writeFileSync } from 'node:fs';
import { applyEdits, modify } from 'jsonc-parser';
import type { Revocation } from '../../core/configuration/revocation.ts';
import { type RevocationChange, withRevocation } from '../../core/configuration/revocation-list.ts';

/** A JSON file with the field `revocations`. */
export interface RevocationFile {
  readonly path: string;
  /**
   * Reads the revocations and checks the whole file.
   *
   * @throws InvalidInput with all problems
   */
  readonly read: () => readonly Revocation[];
}

/**
 * Adds a revocation to the file, and keeps the format of everything else in it.
 *
 * @throws InvalidInput if the file is faulty or would become faulty. The file then stays unchanged
 */
export function addRevocation(
  { path, read }: RevocationFile,
  added: Revocation,
  now: Date,
): RevocationChange {
  const change = withRevocation(read(), added, now);
  const before = readFileSync(path, 'utf8');
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const edits = modify(before, ['revocations'], change.revocations, {
    formattingOptions: { insertSpaces: true, tabSize: 2, eol },
  });
  writeFileSync(path, applyEdits(before, edits));
  try {
    read();
  } catch (error) {
    writeFileSync(path, before);
    throw error;
  }
  return change;
}
