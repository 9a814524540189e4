import { readFileSync, writeFileSync } from 'node:fs';
import type { Revocation } from '../../core/configuration/revocation.ts';
import { type RevocationChange, withRevocation } from '../../core/configuration/revocation-list.ts';
import { RevocationsText } from './revocations-text.ts';

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
 * Adds a revocation to the file and keeps the rest of the text unchanged, so that a diff shows only this entry.
 *
 * @throws InvalidInput if the file is faulty or would become faulty. In both cases, the file stays unchanged.
 */
export function addRevocation(
  { path, read }: RevocationFile,
  added: Revocation,
  now: Date,
): RevocationChange {
  const current = read();
  const change = withRevocation(current, added, now);
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, edited(before, current, change));
  try {
    read();
  } catch (error) {
    writeFileSync(path, before);
    throw error;
  }
  return change;
}

function edited(before: string, current: readonly Revocation[], change: RevocationChange): string {
  const text = new RevocationsText(before);
  const pruned = new Set(change.pruned);
  for (const [index, revocation] of [...current.entries()].reverse()) {
    if (pruned.has(revocation)) {
      text.remove(index);
    }
  }
  const kept = current.filter((revocation) => !pruned.has(revocation));
  for (const [index, revocation] of change.revocations.entries()) {
    if (index >= kept.length) {
      text.append(revocation);
    } else if (kept[index] !== revocation) {
      text.setIssuedBefore(index, revocation.issuedBefore);
    }
  }
  return text.toString();
}
