import type { ResourceDefinition, Template } from './template.ts';

/** Types whose creation changes permissions, each with the property that gives the resource a name. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  ['AWS::IAM::Policy', ''],
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::IAM::User', 'UserName'],
]);

/**
 * Returns the capability that a template needs and the request does not have. `CAPABILITY_NAMED_IAM` includes the other.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
export function missingCapability(
  { resources }: Template,
  given: readonly string[],
): string | undefined {
  const changing = [...resources.values()].filter(({ type }) => NAMES.has(type));
  if (changing.length === 0 || given.includes('CAPABILITY_NAMED_IAM')) {
    return undefined;
  }
  if (changing.some(isNamed)) {
    return 'CAPABILITY_NAMED_IAM';
  }
  return given.includes('CAPABILITY_IAM') ? undefined : 'CAPABILITY_IAM';
}

function isNamed({ type, properties }: ResourceDefinition): boolean {
  return properties[NAMES.get(type) ?? ''] !== undefined;
}
