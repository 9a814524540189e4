import { formatTarget } from '../aws/target.ts';
import type { Grant } from '../grants/grant.ts';
import { type GrantIndex, indexGrants } from '../grants/grant-index.ts';
import { matchSession, type SessionMatch } from '../grants/session-match.ts';
import { InvalidInput } from '../problems.ts';
import {
  type GrantCase,
  type Outcome,
  outcomeOf,
  parseGrantCases,
  REFUSED,
  type WrittenCase,
} from './grant-case-parser.ts';

/** Throws InvalidInput with every case that the grants answer differently. */
export function checkGrantCases(cases: readonly GrantCase[], grants: readonly Grant[]): void {
  const index = indexGrants(grants);
  const ids = new Set([REFUSED, ...grants.map(({ id }) => id)]);
  const problems = cases.flatMap(({ caller, request, at, expect }, position) => {
    const match = matchSession(index, caller, request, at);
    const answered = outcomeOfMatch(match);
    if (String(answered) === String(expect)) {
      return [];
    }
    const asked = request.accesses.map(
      ({ target, permission }) => `${permission} on ${formatTarget(target)}`,
    );
    const unknown = expect.every((id) => ids.has(id)) ? '' : ' (no grant has this id)';
    return [
      `cases[${position}]: ${asked.join(' and ')}: ` +
        `expected ${expect.join(' and ')}${unknown}, got ${answered.join(' and ')}${reasons(match)}`,
    ];
  });
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}

/** How the grants answer the request of a case. */
export function answerTo(written: WrittenCase, index: GrantIndex): Outcome {
  const [{ caller, request, at }] = parseGrantCases({ cases: [written] }) as [GrantCase];
  return outcomeOfMatch(matchSession(index, caller, request, at));
}

function outcomeOfMatch(match: SessionMatch): Outcome {
  return outcomeOf(match.covered ? match.accesses.map(({ granted }) => granted.grant.id) : REFUSED);
}

/** Why the grants refuse the first access that none of them covers. */
function reasons(match: SessionMatch): string {
  const uncovered = match.covered
    ? undefined
    : match.accesses.find((access) => 'nearMisses' in access);
  if (uncovered === undefined) {
    return '';
  }
  const near = uncovered.nearMisses.map(
    ({ grantId, fails }) => `${grantId} by its ${fails.join(' and ')}`,
  );
  return near.length === 0 ? ' (no grant is for this caller)' : ` (misses ${near.join(', ')})`;
}
