import type { JsonObject } from '../../../packages/local-aws/src/cloudformation/json-object.ts';
import { StackError } from '../../../packages/local-aws/src/cloudformation/stack-error.ts';
import { TemplateError } from '../../../packages/local-aws/src/cloudformation/template-error.ts';
import { deletionFindings, deploymentFindings, orderFindings } from './deployment-check.ts';
import { type Finding, finding } from './finding.ts';
import { functionFindings } from './function-check.ts';
import { gatewayFindings, type Tokens } from './gateway-check.ts';
import { invocationFindings } from './invocation-check.ts';
import { permissionFindings } from './permission-check.ts';
import { monitoringFindings, settingsFindings } from './settings-check.ts';
import { deployStandIn, type StandInStack, type Surroundings } from './stand-in-stack.ts';
import { trustFindings } from './trust-check.ts';

export interface Judge extends Surroundings {
  readonly tokens: Tokens;
}

export interface Judgement {
  /** The name of the check that found the mutant out; undefined: it survives. */
  readonly killedBy: string | undefined;
  readonly findings: readonly Finding[];
}

const UNSUPPORTED = /does not support/;

/**
 * What the template's stack watches, what it does, and then what settings it has, until a check finds something. What the local AWS does
 * not support is no finding by itself: AWS might take it.
 *
 * @param counts which findings count; all do where it is left out
 */
export async function judge(
  template: JsonObject,
  judgeWith: Judge,
  counts: (finding: Finding) => boolean = () => true,
): Promise<Judgement> {
  const counted = (killedBy: string, all: readonly Finding[]): Judgement | undefined => {
    const findings = all.filter(counts);
    return findings.length > 0 ? { killedBy, findings } : undefined;
  };
  return (
    counted('monitoring', monitoringFindings(template)) ??
    (await judgeBehaviour(template, judgeWith, counted)) ??
    counted('settings', settingsFindings(template)) ?? { killedBy: undefined, findings: [] }
  );
}

async function judgeBehaviour(
  template: JsonObject,
  { tokens, ...surroundings }: Judge,
  counted: (killedBy: string, all: readonly Finding[]) => Judgement | undefined,
): Promise<Judgement | undefined> {
  try {
    return (
      counted('order', orderFindings(template)) ??
      (await withStack(
        template,
        surroundings,
        async (stack) =>
          counted('deployment', deploymentFindings(stack)) ??
          counted('functions', functionFindings(stack)) ??
          counted('permissions', permissionFindings(stack)) ??
          counted('trust', trustFindings(stack)) ??
          counted('invocations', invocationFindings(stack)) ??
          counted('gateway', await gatewayFindings(stack, tokens)),
      )) ??
      (await withStack(template, surroundings, async (stack) =>
        counted('deletion', await deletionFindings(stack)),
      ))
    );
  } catch (error) {
    if (!(error instanceof StackError || error instanceof TemplateError)) {
      throw error;
    }
    return UNSUPPORTED.test(error.message)
      ? undefined
      : { killedBy: 'deployment', findings: [finding(error.message)] };
  }
}

async function withStack<T>(
  template: JsonObject,
  surroundings: Surroundings,
  use: (stack: StandInStack) => Promise<T>,
): Promise<T> {
  const stack = await deployStandIn(template, surroundings);
  try {
    return await use(stack);
  } finally {
    await stack.close();
  }
}
