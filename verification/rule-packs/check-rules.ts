import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programArguments } from '../../tools/program.ts';
import { ACKNOWLEDGEMENTS } from './acknowledgements.ts';
import { ceilingAcknowledgements } from './ceiling-acknowledgements.ts';
import { controlTowerPack } from './control-tower-pack.ts';
import { type Acknowledgement, type Finding, judge } from './judgement.ts';
import { NAG_PACKS } from './nag-packs.ts';
import { permissionAcknowledgements } from './permission-acknowledgements.ts';
import type { RulePack, SkippedPack } from './rule-pack.ts';
import { type SynthesizedStack, synthesizeStack } from './synthesized-stack.ts';

const USAGE = `Runs published rule packs on the stacks of the shipped and the sample configuration. Fails on a finding without an
acknowledgement, and on an acknowledgement without a finding.

Usage: npm run check:rules
`;

const CONFIGURATIONS = ['federation-broker.json', 'sample/federation-broker.json'];

function main(): void {
  programArguments(USAGE);
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-rules-'));
  try {
    const stacks = CONFIGURATIONS.map((configuration, index) =>
      synthesizeStack(configuration, path.join(folder, String(index))),
    );
    check([...NAG_PACKS, controlTowerPack()], stacks);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function check(
  packs: readonly (RulePack | SkippedPack)[],
  stacks: readonly SynthesizedStack[],
): void {
  const skipped = packs.filter((pack) => 'skipped' in pack);
  const findings = packs.flatMap((pack) => ('skipped' in pack ? [] : pack.findingsIn(stacks)));
  const acknowledgements = [...ACKNOWLEDGEMENTS, ...stacks.flatMap(acknowledgementsFor)].filter(
    (acknowledgement) => !skipped.some((pack) => isOf(pack, acknowledgement)),
  );
  const { open, stale } = judge(findings, acknowledgements);
  for (const { configuration, rule, resource, explanation } of open) {
    console.error(`OPEN   ${rule} on ${resource} (${configuration})\n       ${explanation}`);
  }
  for (const { rule, resource, reason } of stale) {
    console.error(
      `STALE  ${rule} on ${resource}: no rule finds it: remove the acknowledgement with this reason:\n       ${reason}`,
    );
  }
  for (const pack of packs) {
    console.log(
      `${pack.name}: ${'skipped' in pack ? `SKIPPED: ${pack.skipped}` : countsOf(pack, findings, open)}`,
    );
  }
  process.exitCode = open.length + stale.length === 0 ? 0 : 1;
}

function acknowledgementsFor(stack: SynthesizedStack): readonly Acknowledgement[] {
  return [
    ...ceilingAcknowledgements(
      stack.configuration,
      stack.deployment.configuration,
      stack.deployment.grants.parsed,
    ),
    ...permissionAcknowledgements(stack),
  ];
}

function countsOf(pack: RulePack, findings: readonly Finding[], open: readonly Finding[]): string {
  const count = (of: readonly Finding[]) => of.filter((finding) => isOf(pack, finding)).length;
  const all = count(findings);
  return `${all} findings, ${all - count(open)} acknowledged, ${count(open)} open`;
}

function isOf(
  { rulePrefix }: RulePack | SkippedPack,
  { rule }: Finding | Acknowledgement,
): boolean {
  return rule.startsWith(rulePrefix);
}

main();
