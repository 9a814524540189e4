import { performance } from 'node:perf_hooks';
import { parseIamCaller } from '../../../core/callers/iam-caller.ts';
import { parseGrants } from '../../../core/grants/grant.ts';
import { type GrantIndex, indexGrants } from '../../../core/grants/grant-index.ts';
import { matchGrant } from '../../../core/grants/grant-matching.ts';
import { median } from '../median.ts';
import { CALLER_ARN, grantsOfRoles } from '../requests.ts';
import { report } from './report.ts';

/** Measures alternately how long the search for a caller's grant takes among few grants and among many. */

const FEW = 10;
const MANY = 10_000;
const ROUNDS = 31;
const MATCHES = 20_000;

const TARGET = { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: 'team-a/' } as const;

function grantsAmong(count: number): { readonly index: GrantIndex; readonly milliseconds: number } {
  const text = JSON.stringify(grantsOfRoles(count));
  const start = performance.now();
  const index = indexGrants(parseGrants(JSON.parse(text)));
  return { index, milliseconds: performance.now() - start };
}

const NOW = new Date();

function microsecondsOfMatch(index: GrantIndex): number {
  const caller = parseIamCaller(CALLER_ARN, '111122223333', 'aws');
  if (caller === undefined) {
    throw new Error('The ARN of the bench is not a caller.');
  }
  const start = performance.now();
  for (let match = 0; match < MATCHES; match += 1) {
    if (!matchGrant(index, caller, { target: TARGET, permission: 'READ' }, NOW).covered) {
      throw new Error('No grant of the bench covers its request.');
    }
  }
  return ((performance.now() - start) * 1000) / MATCHES;
}

const many = grantsAmong(MANY);
const few = grantsAmong(FEW);
const times: { few: number[]; many: number[] } = { few: [], many: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  times.few.push(microsecondsOfMatch(few.index));
  times.many.push(microsecondsOfMatch(many.index));
}
report({
  fewMicroseconds: median(times.few),
  manyMicroseconds: median(times.many),
  fewStartMilliseconds: few.milliseconds,
  manyStartMilliseconds: many.milliseconds,
});
