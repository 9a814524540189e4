import type { ResourceDefinition, Template } from './template.ts';

/** The types that need a capability, each with the property that contains a custom name of the resource. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  ['AWS::IAM::Policy', ''],
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::IAM::User', 'UserName'],
]);

/**
 * Returns the capability that the template needs and the request does not contain. `CAPABILITY_NAMED_IAM` includes
 * `CAPABILITY_IAM`.
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
