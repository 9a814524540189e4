import type { XmlElements } from '../../query-protocol.ts';
import type { PlannedChange } from '../planned-changes.ts';
import type { Stack } from '../stack.ts';
import type { StackEvent } from '../stack-history.ts';
import type { StackParameter } from '../template-parameters.ts';

/** Returns the elements whose value is not undefined. */
export function present(
  elements: Readonly<Record<string, XmlElements[string] | undefined>>,
): XmlElements {
  return Object.fromEntries(
    Object.entries(elements).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
}

/** The identity and the state of a stack, as every description of it has them. */
export function stackState({ stackName, stackId, history }: Stack) {
  return {
    StackName: stackName,
    StackId: stackId,
    CreationTime: history.createdAt.toISOString(),
    LastUpdatedTime: history.updatedAt?.toISOString(),
    DeletionTime: history.deletedAt?.toISOString(),
    StackStatus: history.status,
    StackStatusReason: history.reason,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html */
export function stackElements(stack: Stack): XmlElements {
  const { input, outputs, roleArn } = stack;
  return present({
    ...stackState(stack),
    Description: input?.template.description,
    RoleARN: roleArn,
    DisableRollback: 'false',
    EnableTerminationProtection: 'false',
    Capabilities: { member: input?.capabilities ?? [] },
    Parameters: { member: (input?.parameters ?? []).map(parameterElements) },
    Outputs: {
      member: Object.entries(outputs).map(([id, value]) => {
        const { description, exportName } = input?.template.outputs.get(id) ?? {};
        return present({
          OutputKey: id,
          OutputValue: value,
          Description: description,
          ExportName: exportName === undefined ? undefined : String(stack.resolve(exportName)),
        });
      }),
    },
    NotificationARNs: { member: [] },
    Tags: { member: [] },
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  });
}

export function parameterElements({ name, value, resolvedValue }: StackParameter): XmlElements {
  return present({ ParameterKey: name, ParameterValue: value, ResolvedValue: resolvedValue });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html */
export function eventElements({ stackName, stackId }: Stack, event: StackEvent): XmlElements {
  return present({
    StackName: stackName,
    StackId: stackId,
    EventId: event.eventId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId ?? '',
    ResourceType: event.type,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    Timestamp: event.timestamp.toISOString(),
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
export function changeElements(change: PlannedChange): XmlElements {
  return { Type: 'Resource', ResourceChange: resourceChange(change) };
}

function resourceChange(change: PlannedChange): XmlElements {
  if (change.action === 'Add') {
    const { logicalId, type } = change;
    return { Action: 'Add', LogicalResourceId: logicalId, ResourceType: type };
  }
  const { logicalId, type, physicalId, retained } = change.resource;
  const resource = {
    Action: change.action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
  };
  if (change.action === 'Remove') {
    return { ...resource, PolicyAction: retained ? 'Retain' : 'Delete' };
  }
  const { properties, replacement } = change;
  return present({
    ...resource,
    PolicyAction:
      replacement === 'False'
        ? undefined
        : change.retained
          ? 'ReplaceAndRetain'
          : 'ReplaceAndDelete',
    Replacement: replacement,
    Scope: { member: ['Properties'] },
    Details: {
      member: properties.map(({ name, requiresRecreation, isReference }) => ({
        Target: { Attribute: 'Properties', Name: name, RequiresRecreation: requiresRecreation },
        Evaluation: isReference ? 'Dynamic' : 'Static',
        ChangeSource: isReference ? 'ResourceReference' : 'DirectModification',
      })),
    },
  });
}
