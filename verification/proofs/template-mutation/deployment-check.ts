import { creationOrder } from '../../../packages/local-aws/src/cloudformation/creation-order.ts';
import type { JsonObject } from '../../../packages/local-aws/src/cloudformation/json-object.ts';
import { parseTemplate } from '../../../packages/local-aws/src/cloudformation/template.ts';
import { type Finding, finding } from './finding.ts';
import type { StandInStack } from './stand-in-stack.ts';

/** What must be there before what, however CloudFormation orders the rest; deletion runs in reverse. */
const ORDER = [
  ['BrokerAccessKeyRotationPermission', 'BrokerAccessKeyRotationSchedule'],
  ['BrokerAccessKeySecretPolicy', 'BrokerAccessKeyRotationSchedule'],
  ['BrokerUser', 'BrokerAccessKeyDeletion'],
  ['BrokerAccessKeyCleanup', 'BrokerAccessKeyDeletion'],
  ['BrokerAccessKeyDeletion', 'BrokerAccessKeyRotationRole'],
] as const;

/** CloudFormation promises no order but that of the dependencies: the template is read backwards, too. */
export function orderFindings(template: JsonObject): readonly Finding[] {
  const { resources, outputs } = parseTemplate(template);
  const backwards = new Map([...resources].reverse());
  return [resources, backwards].flatMap((inOrder) => {
    const ids = creationOrder({ resources: inOrder, outputs }).map(({ logicalId }) => logicalId);
    return ORDER.filter(([first, second]) => ids.indexOf(first) > ids.indexOf(second)).map(
      ([first, second]) => finding(`${second} can be made before ${first}`),
    );
  });
}

/** What the deployment itself does: the outputs that it tells and the first rotation that it starts. */
export function deploymentFindings({ stack, filled, functions }: StandInStack): readonly Finding[] {
  const expected = {
    IamApiUrl: filled('${IamApi.ApiEndpoint}'),
    JwtApiUrl: filled('${JwtApi.ApiEndpoint}'),
    CallerPolicyArn: filled('${IamApiCallerPolicy}'),
    BrokerAccessKeySecretArn: filled('${BrokerAccessKeySecret}'),
    BrokerLogGroup: filled('${BrokerFunctionLogs}'),
    RotationLogGroup: filled('${BrokerAccessKeyRotationLogs}'),
  };
  const wrong = Object.entries(expected).filter(([name, value]) => stack.outputs[name] !== value);
  const rotation = filled('${BrokerAccessKeyRotation.Arn}');
  const isRotated = functions.invocations.some(
    ({ functionArn, payload }) =>
      functionArn === rotation &&
      (payload as JsonObject).SecretId === filled('${BrokerAccessKeySecret}'),
  );
  return [
    ...wrong.map(([name]) => finding(`The output ${name} is wrong`)),
    ...(isRotated ? [] : [finding('No first rotation is started')]),
  ];
}

/** Deletes the stack, which must leave nothing. */
export async function deletionFindings({
  stack,
  identities,
  secretsManager,
  logs,
  functions,
  filled,
}: StandInStack): Promise<readonly Finding[]> {
  await secretsManager.rotationSettled(filled('${BrokerAccessKeySecret}'));
  const resources = [...stack.resources.values()];
  await stack.delete();
  const finders: readonly ((physicalId: string) => unknown)[] = [
    (name) => functions.settingsOf(name),
    (name) => identities.users.get(name),
    (name) => identities.roles.get(name),
    (arn) => identities.managedPolicies.get(arn),
    (name) => logs.events(name),
  ];
  const left = resources.filter(({ physicalId }) =>
    finders.some((find) => isFound(find, physicalId)),
  );
  const areKeysDeleted = functions.invocations.some(
    ({ payload }) => (payload as JsonObject).RequestType === 'Delete',
  );
  return [
    ...left.map(({ logicalId }) => finding(`${logicalId} is left`)),
    ...(areKeysDeleted ? [] : [finding('The access keys are left')]),
  ];
}

function isFound(find: (physicalId: string) => unknown, physicalId: string): boolean {
  try {
    find(physicalId);
    return true;
  } catch {
    return false;
  }
}
