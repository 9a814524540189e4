import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Finding } from './judgement.ts';
import type { RulePack, SkippedPack } from './rule-pack.ts';
import type { SynthesizedStack } from './synthesized-stack.ts';

/** The npm package with the rules, and with cfn-guard for Linux and macOS. Its size is 36 MB, so its installation is optional. */
const VALIDATOR_PACKAGE = '@cdklabs/cdk-validator-cfnguard';

const PACK = { name: 'AWS Control Tower proactive controls', rulePrefix: 'CT.' };

/** `[CT.LAMBDA.PR.3]: Require an AWS Lambda function …` */
const CONTROL = /^\[(?<id>CT\.[A-Z0-9.]+)\]: (?<requirement>.*)$/s;

/** The part of the package that is used here. Its own types are missing where it is not installed. */
interface GuardValidator {
  /** Path of the program. */
  readonly guard: string;
  validate(context: { readonly templatePaths: readonly string[] }): {
    readonly violations: readonly GuardViolation[];
  };
}

interface GuardViolation {
  readonly ruleName: string;
  readonly description: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceLogicalId: string;
    readonly templatePath: string;
  }[];
}

/**
 * The controls that AWS Control Tower can enforce before a template is deployed, checked with cfn-guard.
 *
 * Source: https://docs.aws.amazon.com/controltower/latest/controlreference/proactive-controls.html
 */
export function controlTowerPack(): RulePack | SkippedPack {
  try {
    const validator = runnableValidator();
    return { ...PACK, findingsIn: (stacks) => findingsIn(stacks, validator) };
  } catch (error) {
    return { ...PACK, skipped: error instanceof Error ? firstLine(error.message) : String(error) };
  }
}

/** @throws Error if the package is not installed, has no program for this platform, or the program does not start */
function runnableValidator(): GuardValidator {
  const { CfnGuardValidator } = createRequire(import.meta.url)(VALIDATOR_PACKAGE) as {
    readonly CfnGuardValidator: new () => GuardValidator;
  };
  const validator = new CfnGuardValidator();
  const { error, status } = spawnSync(validator.guard, ['--version']);
  if (error !== undefined || status !== 0) {
    throw error ?? new Error(`${validator.guard} exits with ${status}`);
  }
  return validator;
}

/** Checks all stacks in one run, because reading the rules takes most of the time. */
function findingsIn(
  stacks: readonly SynthesizedStack[],
  validator: GuardValidator,
): readonly Finding[] {
  const byFile = new Map(stacks.map((stack) => [stack.templateFile, stack]));
  const { violations } = validator.validate({ templatePaths: [...byFile.keys()] });
  return violations.flatMap(({ ruleName, description, fix, violatingResources }) => {
    const { id, requirement } = CONTROL.exec(description)?.groups ?? {};
    return violatingResources.map(({ resourceLogicalId, templatePath }) => ({
      configuration: byFile.get(templatePath)?.configuration ?? templatePath,
      rule: id ?? `${PACK.rulePrefix}${ruleName}`,
      resource: resourceLogicalId,
      type: byFile.get(templatePath)?.template.Resources[resourceLogicalId]?.Type,
      explanation: [requirement ?? description, fix].join('. '),
    }));
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
