import type { Template } from '../../test/rotation/changed-assembly.ts';
import { readBroker } from '../../tools/assembly/synthesized-broker.ts';
import { keptAssembly } from '../../tools/local/kept-assembly.ts';
import { SAMPLE_PAGE } from '../../tools/review/page-sources.ts';
import { testProof } from './proof.ts';
import { type Behaviour, behaviourOf } from './template-mutation/behaviour.ts';
import type { Mutant } from './template-mutation/mutant.ts';
import { mutantsOf } from './template-mutation/mutants.ts';
import { UNSEEN_MUTANTS } from './template-mutation/unseen-mutants.ts';
import { failsExactStatements, templateMutations } from './template-mutations.ts';

/** Mutants that must be among the generated ones, because a reviewer looks for such changes first. */
const NOTORIOUS = [
  /^BrokerUserCeiling\.[\w.]+\.Condition\.StringLike\.s3:prefix: removed$/,
  /^BrokerUserCeiling\.[\w.]+\.Condition\.StringEquals\.aws:ResourceAccount: removed$/,
  /^BrokerUserCeiling\.[\w.]+\.Statement\.0\.Resource: everything$/,
  /^BrokerUserCeiling\.[\w.]+\.Statement\.1\.Condition: removed$/,
  /^BrokerUserCeiling\.[\w.]+\.Statement\.7: removed$/,
  /^BrokerFunctionRole\.[\w.]+\.Statement: allows iam:CreateAccessKey$/,
  /^BrokerUser\.Properties\.PermissionsBoundary: removed$/,
  /^BrokerAccessKeySecretPolicy: removed$/,
  /^IamApiCallerPolicy\.[\w.]+\.Resource\.\d: everything$/,
  /^BrokerAccessKeyRotationPermission\.Properties\.SourceAccount: removed$/,
  /^JwtApiGetGrants\.Properties\.AuthorizationScopes: removed$/,
  /^JwtApiAuthorizer\.[\w.]+\.Audience: one more$/,
  /^added: CORS, and s3:\* on everything$/,
  /^added: another role$/,
];

let template: Template;
let mutants: readonly Mutant[];

beforeAll(async () => {
  template = readBroker(await keptAssembly(SAMPLE_PAGE.config)).template as Template;
  mutants = mutantsOf(template);
});

testProof(templateMutations);

describe('on the local AWS', () => {
  let behaviour: Behaviour;

  beforeAll(async () => {
    behaviour = await behaviourOf(template);
  });

  afterAll(() => behaviour.close());

  test.each(NOTORIOUS)('%s lets somebody do something else', async (names) => {
    const alike = mutants.filter(({ name }) => names.test(name));
    expect(alike).not.toEqual([]);
    for (const mutant of alike) {
      expect(await behaviour.differences(mutant)).not.toEqual([]);
    }
  });

  test('an unchanged template behaves as the template does', async () => {
    const same: Mutant = {
      name: '',
      kind: 'widening',
      isPermission: true,
      template: () => template,
    };
    expect(await behaviour.differences(same)).toEqual([]);
  });
});

test('every mutant has its own name and differs from the template', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  const original = JSON.stringify(template);
  const same = mutants.filter((mutant) => JSON.stringify(mutant.template()) === original);
  expect(same.map(({ name }) => name)).toEqual([]);
});

test('every mutant of a permission fails the test of exact statements', () => {
  const permissions = mutants.filter(({ isPermission }) => isPermission);
  expect(permissions.length).toBeGreaterThan(500);
  const passing = permissions.filter((mutant) => !failsExactStatements(mutant.template()));
  expect(passing.map(({ name }) => name)).toEqual([]);
});

test('each reason why a mutant is unseen has a mutant, and hides no action, resource or effect', () => {
  for (const { names } of UNSEEN_MUTANTS) {
    expect(mutants.filter(({ name }) => names.test(name))).not.toEqual([]);
  }
  const unseen = mutants.filter(({ name }) => UNSEEN_MUTANTS.some(({ names }) => names.test(name)));
  const hidden = unseen.filter(({ name }) => /\.(Action|Effect|Resource)[.\d]*: /.test(name));
  expect(hidden.map(({ name }) => name)).toEqual([]);
});
