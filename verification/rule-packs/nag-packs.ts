import { type App, CfnElement, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import type { Finding } from './judgement.ts';
import type { RulePack } from './rule-pack.ts';
import type { SynthesizedStack } from './synthesized-stack.ts';

/** Source: https://github.com/cdklabs/cdk-nag/blob/main/RULES.md */
export const NAG_PACKS: readonly RulePack[] = [
  nagPack('AwsSolutions-', new AwsSolutionsChecks(undefined, { verbose: true })),
  nagPack('Serverless-', new ServerlessChecks(undefined, { verbose: true })),
  nagPack('NIST.800.53.R5-', new NIST80053R5Checks(undefined, { verbose: true })),
];

function nagPack(rulePrefix: string, pack: NagPack): RulePack {
  return {
    name: `cdk-nag ${pack.readPackName}`,
    rulePrefix,
    findingsIn: (stacks) => stacks.flatMap((stack) => findingsIn(stack, pack)),
  };
}

function findingsIn(
  { configuration, app, template }: SynthesizedStack,
  pack: NagPack,
): readonly Finding[] {
  const logicalIds = logicalIdsOf(app);
  return pack.validateScope(app).violations.flatMap((violation) =>
    violation.violatingResources.map(({ constructPath = '' }) => {
      const resource = logicalIds.get(constructPath) ?? constructPath;
      return {
        configuration,
        rule: violation.ruleName,
        resource,
        type: template.Resources[resource]?.Type,
        explanation: violation.description,
      };
    }),
  );
}

/** By construct path. Reviewers know a resource by its logical id in the template. */
function logicalIdsOf(app: App): ReadonlyMap<string, string> {
  return new Map(
    app.node
      .findAll()
      .filter((construct) => CfnElement.isCfnElement(construct))
      .map((element) => [element.node.path, Stack.of(element).resolve(element.logicalId)]),
  );
}
