import type { XmlElements } from '../../../query-protocol.ts';
import type { Stack } from '../../stack.ts';
import type { StackEvent } from '../../stack-history.ts';
import type { CloudFormationOperation } from '../context.ts';
import { present } from '../elements.ts';
import { namedStack, requiredParameter, validationError } from '../named-stack.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export const describeStackResource: CloudFormationOperation = {
  parameters: ['StackName', 'LogicalResourceId'],
  run(context, call) {
    const stack = namedStack(context, call);
    const logicalId = requiredParameter(call, 'LogicalResourceId');
    const event = resourcesOf(stack).find((each) => each.logicalId === logicalId);
    if (event === undefined) {
      throw validationError(
        `Resource ${logicalId} does not exist for stack ${requiredParameter(call, 'StackName')}`,
      );
    }
    return {
      StackResourceDetail: {
        ...elements(event),
        StackName: stack.stackName,
        StackId: stack.stackId,
        LastUpdatedTimestamp: event.timestamp.toISOString(),
      },
    };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources: CloudFormationOperation = {
  parameters: ['StackName', 'LogicalResourceId'],
  run(context, call) {
    const stack = namedStack(context, call);
    const logicalId = call.parameters.get('LogicalResourceId');
    const resources = resourcesOf(stack).filter(
      (event) => logicalId === undefined || event.logicalId === logicalId,
    );
    const member = resources.map((event) => ({
      ...elements(event),
      StackName: stack.stackName,
      StackId: stack.stackId,
      Timestamp: event.timestamp.toISOString(),
    }));
    return { StackResources: { member } };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export const listStackResources: CloudFormationOperation = {
  parameters: ['StackName'],
  run(context, call) {
    const member = resourcesOf(namedStack(context, call)).map((event) => ({
      ...elements(event),
      LastUpdatedTimestamp: event.timestamp.toISOString(),
    }));
    return { StackResourceSummaries: { member } };
  },
};

/**
 * Returns the latest event of each resource, including deleted resources, in the order in which the resources were
 * first created.
 */
function resourcesOf({ history }: Stack): readonly StackEvent[] {
  const ids = new Set(history.events.map(({ logicalId }) => logicalId));
  return [...ids].flatMap((id) => history.latest(id) ?? []);
}

function elements({ logicalId, physicalId, type, status, reason }: StackEvent): XmlElements {
  return present({
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
    ResourceStatusReason: reason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  });
}
