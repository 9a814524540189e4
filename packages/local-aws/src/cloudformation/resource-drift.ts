import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../aws-error.ts';
import type { AttachedPolicies } from '../iam/attached-policies.ts';
import type { NeededPermission } from './deployer.ts';
import { onResource } from './permissions/handler-permissions.ts';
import type { Properties } from './properties.ts';
import type { StackResource } from './stack-resource.ts';

export interface PropertyDifference {
  readonly name: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Reads a resource of one type to detect its drift. */
interface Reader {
  permissions(resource: StackResource): readonly NeededPermission[];
  /**
   * Returns the differences between the resource and the template.
   *
   * @throws AwsError of the service if the resource does not exist
   */
  differences(resource: StackResource): readonly PropertyDifference[];
}

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['AWS::IAM::User', policyHolder('User')],
  ['AWS::IAM::Role', policyHolder('Role')],
  [
    'AWS::SecretsManager::Secret',
    {
      // The registry's schema lists GetSecretValue for reads. It is not confirmed that AWS calls GetSecretValue.
      permissions: ({ physicalId, request: { services } }: StackResource) =>
        onResource(physicalId, [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
        ]).map((permission) => ({
          ...permission,
          resourcePolicy: services.secretsManager.policyOf(physicalId),
        })),
      differences: () => [],
    },
  ],
]);

/** Returns the reader of a type whose drift the local AWS can detect. */
export function driftReaderOf(type: string): Reader | undefined {
  return READERS.get(type);
}

/** Returns undefined if the resource was deleted. */
export function driftOf(
  resource: StackResource,
  reader: Reader,
): readonly PropertyDifference[] | undefined {
  try {
    return reader.differences(resource);
  } catch (error) {
    if (error instanceof AwsError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

function policyHolder(kind: 'User' | 'Role'): Reader {
  const holder = ({ physicalId, request: { services } }: StackResource) =>
    kind === 'User'
      ? services.identities.users.get(physicalId)
      : services.identities.roles.get(physicalId);
  return {
    permissions: (resource) =>
      onResource(resource.attributes.Arn ?? '', [
        `iam:Get${kind}`,
        `iam:ListAttached${kind}Policies`,
        `iam:List${kind}Policies`,
        `iam:Get${kind}Policy`,
      ]),
    differences: (resource) =>
      policyDifferences(resource.request.properties, holder(resource).policies),
  };
}

/** Compares the ARNs of managed policies and the names of inline policies. Does not compare policy documents. */
function policyDifferences(
  template: Properties,
  { managedPolicyArns, inlinePolicyNames }: AttachedPolicies,
): readonly PropertyDifference[] {
  const inline = template.objects('Policies', ['PolicyName', 'PolicyDocument']);
  const compared = [
    {
      name: 'ManagedPolicyArns',
      expected: template.texts('ManagedPolicyArns'),
      actual: managedPolicyArns,
    },
    {
      name: 'Policies',
      expected: inline.map((policy) => policy.text('PolicyName')),
      actual: inlinePolicyNames,
    },
  ];
  return compared.filter(
    ({ expected, actual }) => !isDeepStrictEqual([...expected].sort(), [...actual].sort()),
  );
}
