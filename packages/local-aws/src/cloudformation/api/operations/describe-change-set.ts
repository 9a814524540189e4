import type { XmlElements } from '../../../query-protocol.ts';
import type { ChangeSet } from '../change-sets.ts';
import type { CloudFormationOperation } from '../context.ts';
import { changeElements, parameterElements, present } from '../elements.ts';
import { namedChangeSet } from '../named-change-set.ts';
import { namedStack } from '../named-stack.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export const describeChangeSet: CloudFormationOperation = {
  parameters: ['StackName', 'ChangeSetName', 'IncludePropertyValues'],
  run(context, call) {
    const changeSet = namedChangeSet(context, call);
    return {
      ...summary(changeSet),
      Capabilities: { member: changeSet.input.capabilities },
      Parameters: { member: changeSet.input.parameters.map(parameterElements) },
      Changes: { member: changeSet.changes.map(changeElements) },
      NotificationARNs: { member: [] },
      Tags: { member: [] },
    };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html */
export const listChangeSets: CloudFormationOperation = {
  parameters: ['StackName'],
  run(context, call) {
    const changeSets = context.changeSets.ofStack(namedStack(context, call));
    return { Summaries: { member: changeSets.map(summary) } };
  },
};

function summary({ stack, failure, ...changeSet }: ChangeSet): XmlElements {
  return present({
    StackName: stack.stackName,
    StackId: stack.stackId,
    ChangeSetName: changeSet.changeSetName,
    ChangeSetId: changeSet.changeSetId,
    Description: changeSet.description,
    CreationTime: changeSet.createdAt.toISOString(),
    Status: failure === undefined ? 'CREATE_COMPLETE' : 'FAILED',
    StatusReason: failure,
    ExecutionStatus: failure === undefined ? 'AVAILABLE' : 'UNAVAILABLE',
  });
}
