import { programArguments } from '../../tools/program.ts';
import { callerIdentity } from './caller-identity.ts';
import { deployerPermissions } from './deployer-policy.ts';
import { leakedSecrets } from './leaked-secrets.ts';
import { ownPolicies } from './own-policies.ts';
import { policyDecisions } from './policy-decisions.ts';
import { prefixEscapes } from './prefix-escapes.ts';
import { type Proof, SEED } from './proof.ts';
import { sessionAccesses } from './session-accesses.ts';
import { stsQuota } from './sts-quota.ts';
import { templateMutations } from './template-mutations.ts';
import { upstreamFaults } from './upstream-faults.ts';

const USAGE = `Runs every proof in full and prints a table. Exits with 1 if a property fails, or if a control finds nothing: then the
proof could not have found anything either.

Usage: npm run prove -- [WORD]

  WORD     run only the proofs whose property has this word, such as template
  --help   show this help
`;

const PROOFS: readonly Proof[] = [
  callerIdentity,
  prefixEscapes,
  ownPolicies,
  sessionAccesses,
  policyDecisions,
  templateMutations,
  upstreamFaults,
  leakedSecrets,
  stsQuota,
  deployerPermissions,
];

const FAILURES_SHOWN = 10;

async function main(word = ''): Promise<void> {
  const chosen = PROOFS.filter(({ property }) => property.includes(word));
  if (chosen.length === 0) {
    throw new Error(
      `The property of no proof contains ${word}: run all proofs without this word to see their properties`,
    );
  }
  const rows: string[] = [];
  const notes: string[] = [];
  for (const { property, whole, run } of chosen) {
    const begun = performance.now();
    const { tried, failures, controlFinds, note } = await run(whole, SEED);
    const seconds = Math.round((performance.now() - begun) / 1_000);
    for (const failure of failures.slice(0, FAILURES_SHOWN)) {
      console.error(`FAILED: ${property}: ${failure}`);
    }
    rows.push(
      `| ${[property, ...[tried, failures.length, controlFinds, seconds].map((figure) => figure.toLocaleString('en-US'))].join(' | ')} |`,
    );
    notes.push(...(note === undefined ? [] : [`${property}: ${note}`]));
    if (failures.length > 0 || controlFinds === 0) {
      process.exitCode = 1;
    }
  }
  console.log('| property | cases | failures | found by the control | seconds |');
  console.log('|---|---:|---:|---:|---:|');
  for (const line of [...rows, '', ...notes]) {
    console.log(line);
  }
}

main(programArguments(USAGE, { takesWords: true }).words.join(' ')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
