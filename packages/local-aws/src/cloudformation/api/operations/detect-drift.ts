import type { XmlElements } from '../../../query-protocol.ts';
import { Deployer } from '../../deployer.ts';
import { driftOf, driftReaderOf } from '../../resource-drift.ts';
import type { StackResource } from '../../stack-resource.ts';
import type { CloudFormationOperation } from '../context.ts';
import { present } from '../elements.ts';
import { namedStack, requiredParameter, validationError } from '../named-stack.ts';

/**
 * DetectStackResourceDrift compares one resource with the template. The caller needs the permissions to read the
 * resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackResourceDrift.html
 */
export const detectStackResourceDrift: CloudFormationOperation = {
  parameters: ['StackName', 'LogicalResourceId'],
  run(context, call) {
    const stack = namedStack(context, call);
    const logicalId = requiredParameter(call, 'LogicalResourceId');
    const resource = stack.resourceOf(logicalId);
    if (resource === undefined) {
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.stackName}`);
    }
    const reader = driftReaderOf(resource.type);
    if (reader === undefined) {
      throw validationError(
        `The local AWS does not detect the drift of resources of type ${resource.type}`,
      );
    }
    const { account, authorizer } = context;
    new Deployer(call.request.principal, account, authorizer).ask(reader.permissions(resource));
    const elements = driftElements(resource, driftOf(resource, reader));
    return {
      StackResourceDrift: {
        ...elements,
        StackId: stack.stackId,
        Timestamp: context.clock.now().toISOString(),
      },
    };
  },
};

function driftElements(
  { logicalId, physicalId, type }: StackResource,
  differences: ReturnType<typeof driftOf>,
): XmlElements {
  const status = differences && (differences.length > 0 ? 'MODIFIED' : 'IN_SYNC');
  return present({
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    StackResourceDriftStatus: status ?? 'DELETED',
    PropertyDifferences: {
      member: (differences ?? []).map(({ name, expected, actual }) => ({
        PropertyPath: `/${name}`,
        ExpectedValue: JSON.stringify(expected),
        ActualValue: JSON.stringify(actual),
        DifferenceType: 'NOT_EQUAL',
      })),
    },
  });
}
