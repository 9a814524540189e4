import { setTimeout } from 'node:timers/promises';
import { AwsRefusal, type Caller, callCloudFormation } from './aws-call.ts';

/** A stack as CloudFormation describes it. */
export interface DeployedStack {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  readonly status: string;
  readonly outputs: ReadonlyMap<string, string>;
  /** Physical ids of the stack's resources, by resource type. */
  readonly resources: ReadonlyMap<string, readonly string[]>;
}

const POLL_MILLISECONDS = 2_000;

/** Resolves to undefined if the stack does not exist. */
export async function describeStack(
  caller: Caller,
  stackName: string,
): Promise<DeployedStack | undefined> {
  try {
    const parameters = { StackName: stackName };
    const { Stacks } = await callCloudFormation(caller, 'DescribeStacks', parameters);
    const [stack] = Stacks.member;
    return {
      name: stack.StackName,
      id: stack.StackId,
      description: stack.Description ?? '',
      status: stack.StackStatus,
      outputs: new Map(
        (stack.Outputs?.member ?? []).map(
          (output: Record<string, string>) => [output.OutputKey, output.OutputValue] as const,
        ),
      ),
      resources: await resourcesOf(caller, stackName),
    };
  } catch (error) {
    if (error instanceof AwsRefusal && error.message.includes('does not exist')) {
      return undefined;
    }
    throw error;
  }
}

/** Waits until no operation of CloudFormation is running on the stack. Resolves to undefined if the stack does not exist. */
export async function settledStack(
  caller: Caller,
  stackName: string,
): Promise<DeployedStack | undefined> {
  for (;;) {
    const stack = await describeStack(caller, stackName);
    const isSettled =
      stack === undefined ||
      !stack.status.endsWith('_IN_PROGRESS') ||
      stack.status === 'REVIEW_IN_PROGRESS';
    if (isSettled) {
      return stack;
    }
    await setTimeout(POLL_MILLISECONDS);
  }
}

async function resourcesOf(caller: Caller, stackName: string): Promise<DeployedStack['resources']> {
  const byType = new Map<string, readonly string[]>();
  let nextToken: string | undefined;
  do {
    const answer = await callCloudFormation(caller, 'ListStackResources', {
      StackName: stackName,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    });
    for (const { ResourceType, PhysicalResourceId } of answer.StackResourceSummaries.member) {
      const id = String(PhysicalResourceId ?? '');
      byType.set(ResourceType, [...(byType.get(ResourceType) ?? []), id].filter(Boolean));
    }
    nextToken = answer.NextToken;
  } while (nextToken !== undefined);
  return byType;
}
