import { leakedSecrets } from './leaked-secrets.ts';
import { policyDecisions } from './policy-decisions.ts';
import { prefixEscapes } from './prefix-escapes.ts';
import { type Proof, SEED } from './proof.ts';
import { stsQuota } from './sts-quota.ts';
import { templateMutations } from './template-mutations.ts';
import { upstreamFaults } from './upstream-faults.ts';

/**
 * Every proof in full. Prints one table; exits with 1 where a property fails, or where a control finds nothing: then the
 * proof could not have found anything either.
 */
const PROOFS: readonly Proof[] = [
  prefixEscapes,
  policyDecisions,
  templateMutations,
  upstreamFaults,
  leakedSecrets,
  stsQuota,
];

const FAILURES_SHOWN = 10;

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const { property, whole, run } of PROOFS) {
    const begun = performance.now();
    const { tried, failures, controlFinds } = await run(whole, SEED);
    const seconds = Math.round((performance.now() - begun) / 1_000);
    for (const failure of failures.slice(0, FAILURES_SHOWN)) {
      console.error(`FAILED: ${property}: ${failure}`);
    }
    rows.push(
      `| ${[property, ...[tried, failures.length, controlFinds, seconds].map((figure) => figure.toLocaleString('en-US'))].join(' | ')} |`,
    );
    if (failures.length > 0 || controlFinds === 0) {
      process.exitCode = 1;
    }
  }
  console.log('| property | cases tried | failures | the control finds | seconds |');
  console.log('|---|---:|---:|---:|---:|');
  for (const row of rows) {
    console.log(row);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
