import { EXAMPLE_ACCOUNT } from './names.ts';
import type { Result } from './run-claims.ts';

export interface ReportHeader {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  readonly isLocal: boolean;
  /** The stack on which the claims were tried: the trial's own stack, or the name of another stack. */
  readonly subject: string;
  readonly date: Date;
}

/** Writes the report in Markdown, to attach to an issue. Replaces the account ID with the one that AWS uses in examples. */
export function reportPage(header: ReportHeader, results: readonly Result[]): string {
  const { accountId, partition, region, isLocal, subject, date } = header;
  const where = isLocal ? 'the local AWS, which is not AWS' : `AWS (partition ${partition})`;
  const rows = results.map(({ claim, outcome }) =>
    [
      `\`${claim.id}\``,
      outcome.verdict === 'refuted' ? '**refuted**' : outcome.verdict,
      claim.claim,
      outcome.verdict === 'not tried' ? outcome.why : outcome.answer,
      `\`${claim.command}\``,
    ]
      .map(cell)
      .join(' | '),
  );
  return [
    '# Report of a trial',
    '',
    `${summaryOf(results)}. Tried on ${subject} in ${where}, Region ${region}, ${date.toISOString().slice(0, 10)}.`,
    '',
    '| claim | verdict | what it says | what AWS answered, or why it was not tried | command |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
  ]
    .join('\n')
    .replaceAll(accountId, EXAMPLE_ACCOUNT);
}

/**
 * Whether the claims about the running broker show anything: at least one is confirmed, and none is refuted. The claims about
 * the deletion do not count, because they are also confirmed if the broker could not be used.
 */
export function isProof(results: readonly Result[]): boolean {
  return (
    results.every(({ outcome }) => outcome.verdict !== 'refuted') &&
    results.some(
      ({ claim, outcome }) => outcome.verdict === 'confirmed' && claim.afterDeletion !== true,
    )
  );
}

export function summaryOf(results: readonly Result[]): string {
  const count = (verdict: string) =>
    results.filter(({ outcome }) => outcome.verdict === verdict).length;
  return `${count('confirmed')} confirmed, ${count('refuted')} refuted, ${count('not tried')} not tried`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
