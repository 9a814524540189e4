import { testProof } from './proof.ts';
import { withBench } from './template-mutation/bench.ts';
import { EQUIVALENT_MUTANTS } from './template-mutation/equivalent-mutants.ts';
import { judge } from './template-mutation/judgement.ts';
import { mutantsOf } from './template-mutation/mutants-of.ts';
import { templateMutations } from './template-mutations.ts';

jest.setTimeout(120_000);

/** Faults that reviewers of such stacks look for first, and the check that tells of each. */
const NOTORIOUS: readonly (readonly [mutant: RegExp, killedBy: string])[] = [
  [/^BrokerUserCeiling\.[\w.]+\.Condition\.StringLike\.s3:prefix: removed$/, 'permissions'],
  [
    /^BrokerUserCeiling\.[\w.]+\.Condition\.StringEquals\.aws:ResourceAccount: removed$/,
    'permissions',
  ],
  [/^BrokerUserCeiling\.[\w.]+\.Statement\.0\.Resource: everything$/, 'permissions'],
  [/^BrokerUserCeiling\.[\w.]+\.Statement\.1\.Condition: removed$/, 'permissions'],
  [/^BrokerFunctionRole\.[\w.]+\.Statement: allows new access keys$/, 'permissions'],
  [/^BrokerUser\.Properties\.PermissionsBoundary: removed$/, 'permissions'],
  [/^BrokerAccessKeySecretPolicy: removed$/, 'permissions'],
  [/^IamApiCallerPolicy\.[\w.]+\.Resource\.\d: everything$/, 'permissions'],
  [/^BrokerAccessKeyRotationPermission\.Properties\.SourceAccount: removed$/, 'invocations'],
  [/^Alarms\w+\.Properties(\.AlarmActions: removed|: actions off)$/, 'monitoring'],
  [/^\w+\.Properties\.AuthorizationType: no authorization$/, 'settings'],
];

testProof(templateMutations);

test('the notorious faults are among the mutants, and each is noticed', async () => {
  const killers = await withBench(async (template, bench) => {
    const mutants = mutantsOf(template);
    const found = [];
    for (const [pattern] of NOTORIOUS) {
      const alike = mutants.filter(({ name }) => pattern.test(name));
      const killedBy = new Set<string | undefined>();
      for (const mutant of alike) {
        killedBy.add((await judge(mutant.template(), bench)).killedBy);
      }
      found.push([pattern, ...killedBy]);
    }
    return found;
  });
  expect(killers).toEqual(NOTORIOUS);
});

test('every mutant has a name of its own and differs from the template', () =>
  withBench(async (template) => {
    const mutants = mutantsOf(template);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    const original = JSON.stringify(template);
    const same = mutants.filter((mutant) => JSON.stringify(mutant.template()) === original);
    expect(same.map(({ name }) => name)).toEqual([]);
  }));

test('each reason for an equivalent mutant has one, and hides no action, resource or effect', () =>
  withBench(async (template) => {
    const names = mutantsOf(template).map(({ name }) => name);
    for (const { pattern } of EQUIVALENT_MUTANTS) {
      expect(names.filter((name) => pattern.test(name))).not.toEqual([]);
    }
    const hidden = names.filter((name) => EQUIVALENT_MUTANTS.some((e) => e.pattern.test(name)));
    expect(hidden.filter((name) => /\.(Action|Effect)[.\d]*: /.test(name))).toEqual([]);
  }));
