import { performance } from 'node:perf_hooks';
import { parseIamCaller } from '../../../core/callers/iam-caller.ts';
import type { CallerIdentity } from '../../../core/callers/identity.ts';
import { parseGrants } from '../../../core/grants/grant.ts';
import { type GrantIndex, indexGrants } from '../../../core/grants/grant-index.ts';
import { matchGrant } from '../../../core/grants/grant-matching.ts';
import { matchSession } from '../../../core/grants/session-match.ts';
import { median } from '../median.ts';
import { CALLER_ARN, grantsOfRoles } from '../requests.ts';
import { report } from './report.ts';

/** Measures alternately how long the search for a caller's grant takes among few grants and among many. */

const FEW = 10;
const MANY = 10_000;
const ROUNDS = 31;
const MATCHES = 20_000;
/** The most that one session can have. */
const ACCESSES = 10;

const ACCESS = {
  target: { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: 'team-a/' },
  permission: 'READ',
} as const;

const SEVERAL = { accesses: Array.from({ length: ACCESSES }, () => ACCESS) };

function grantsAmong(count: number): { readonly index: GrantIndex; readonly milliseconds: number } {
  const text = JSON.stringify(grantsOfRoles(count));
  const start = performance.now();
  const index = indexGrants(parseGrants(JSON.parse(text)));
  return { index, milliseconds: performance.now() - start };
}

const NOW = new Date();

type Match = (index: GrantIndex, caller: CallerIdentity) => { readonly covered: boolean };

const matchOne: Match = (index, caller) => matchGrant(index, caller, ACCESS, NOW);
const matchSeveral: Match = (index, caller) => matchSession(index, caller, SEVERAL, NOW);

function microsecondsOf(match: Match, matches: number, index: GrantIndex): number {
  const caller = parseIamCaller(CALLER_ARN, '111122223333', 'aws');
  if (caller === undefined) {
    throw new Error('The ARN of the bench is not a caller.');
  }
  const start = performance.now();
  for (let count = 0; count < matches; count += 1) {
    if (!match(index, caller).covered) {
      throw new Error('No grant of the bench covers its request.');
    }
  }
  return ((performance.now() - start) * 1000) / matches;
}

const many = grantsAmong(MANY);
const few = grantsAmong(FEW);
const times: Record<'few' | 'many' | 'fewSeveral' | 'manySeveral', number[]> = {
  few: [],
  many: [],
  fewSeveral: [],
  manySeveral: [],
};
for (let round = 0; round < ROUNDS; round += 1) {
  times.few.push(microsecondsOf(matchOne, MATCHES, few.index));
  times.many.push(microsecondsOf(matchOne, MATCHES, many.index));
  times.fewSeveral.push(microsecondsOf(matchSeveral, MATCHES / ACCESSES, few.index));
  times.manySeveral.push(microsecondsOf(matchSeveral, MATCHES / ACCESSES, many.index));
}
report({
  fewMicroseconds: median(times.few),
  manyMicroseconds: median(times.many),
  fewSeveralMicroseconds: median(times.fewSeveral),
  manySeveralMicroseconds: median(times.manySeveral),
  fewStartMilliseconds: few.milliseconds,
  manyStartMilliseconds: many.milliseconds,
});
