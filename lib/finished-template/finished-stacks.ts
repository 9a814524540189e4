import { CfnElement, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export type Section = Readonly<Record<string, unknown>>;

/** A stack with its template after aspects, overrides and references between stacks. */
export interface FinishedStack {
  readonly stack: Stack;
  /** By logical id, like the sections below. */
  readonly resources: ReadonlyMap<string, FinishedResource>;
  readonly outputs: Section;
  readonly parameters: Section;
  readonly template: Section;
}

export interface FinishedResource {
  readonly in: FinishedStack;
  readonly logicalId: string;
  /**
   * Empty for an entry that is not a resource, such as `Fn::ForEach`. CloudFormation expands such an entry into resources
   * during the deployment.
   */
  readonly type: string;
  readonly properties: Section;
  readonly condition: unknown;
}

/** The stack of a construct, and all stacks of its stage, including nested ones. References cannot leave a stage. */
export function finishedStacks(construct: IConstruct): {
  readonly home: FinishedStack;
  readonly all: readonly FinishedStack[];
} {
  const all = stacksBelow(Stage.of(construct) ?? construct.node.root).map(finishedStack);
  const home = all.find(({ stack }) => stack === Stack.of(construct));
  if (home === undefined) {
    throw new Error(`${construct.node.path}: is in no stack of its stage`);
  }
  return { home, all };
}

/** The resource that makes a nested stack, in the template of its parent. */
export function makerOf(
  { stack }: FinishedStack,
  stacks: readonly FinishedStack[],
): FinishedResource | undefined {
  const { nestedStackParent, nestedStackResource } = stack;
  const parent = stacks.find((each) => each.stack === nestedStackParent);
  return nestedStackResource === undefined
    ? undefined
    : parent?.resources.get(parent.stack.resolve(nestedStackResource.logicalId));
}

/** The nested stack that a resource makes, if the app defines that stack. */
export function nestedIn(
  resource: FinishedResource,
  stacks: readonly FinishedStack[],
): FinishedStack | undefined {
  return stacks.find((stack) => makerOf(stack, stacks) === resource);
}

/** `STACK/Broker/User/Resource (BrokerUser)`, for messages. */
export function displayName({ in: { stack }, logicalId }: FinishedResource): string {
  const element = stack.node
    .findAll()
    .filter(CfnElement.isCfnElement)
    .find((each) => each.stack === stack && logicalIdOf(each) === logicalId);
  return `${(element ?? stack).node.path} (${logicalId})`;
}

export function logicalIdOf(element: CfnElement): string {
  return element.stack.resolve(element.logicalId);
}

export function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function finishedStack(stack: Stack): FinishedStack {
  const template = templateOf(stack);
  const resources = new Map<string, FinishedResource>();
  const finished: FinishedStack = {
    stack,
    resources,
    outputs: sectionOf(template.Outputs),
    parameters: sectionOf(template.Parameters),
    template,
  };
  for (const [logicalId, value] of Object.entries(sectionOf(template.Resources))) {
    const { Type, Properties, Condition } = sectionOf(value);
    const isComputed = typeof Type !== 'string';
    resources.set(logicalId, {
      in: finished,
      logicalId,
      type: isComputed ? '' : Type,
      properties: isComputed ? { [logicalId]: value } : sectionOf(Properties),
      condition: Condition,
    });
  }
  return finished;
}

/** The template that the stack's synthesizer will write. The method is protected, but nothing public returns the template earlier. */
function templateOf(stack: Stack): Section {
  return (stack as unknown as { _toCloudFormation(): Section })._toCloudFormation();
}

function stacksBelow(construct: IConstruct): readonly Stack[] {
  const below = construct.node.children
    .filter((child) => !Stage.isStage(child))
    .flatMap((child) => stacksBelow(child));
  return Stack.isStack(construct) ? [construct, ...below] : below;
}

export function sectionOf(value: unknown): Section {
  return isSection(value) ? value : {};
}
