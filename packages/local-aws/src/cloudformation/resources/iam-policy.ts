import type { AttachedPolicies } from '../../iam/attached-policies.ts';
import { physicalName, type ResourceRequest, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_NAME_LENGTH = 128;

/**
 * An inline policy of roles and users.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export const policy: ResourceType = {
  properties: ['PolicyName', 'PolicyDocument', 'Roles', 'Users'],
  fixed: { PolicyName: 'the local AWS does not support a change of PolicyName' },
  create(request) {
    put(request, []);
    return { physicalId: physicalName(request, MAX_NAME_LENGTH), attributes: {} };
  },
  update(request) {
    const { previous } = request;
    const before = { ...request, properties: previous.properties };
    const after = new Set(holdersOf(request));
    put(request, holdersOf(before));
    remove(
      before,
      holdersOf(before).filter((holder) => !after.has(holder)),
    );
    return previous;
  },
  delete(request) {
    remove(request, holdersOf(request));
  },
};

/** If one of the holders refuses the policy, takes it from those that did not have it before. */
function put(request: ResourceRequest, before: readonly AttachedPolicies[]): void {
  const { properties } = request;
  const done: AttachedPolicies[] = [];
  try {
    for (const holder of holdersOf(request)) {
      holder.putInline(properties.text('PolicyName'), properties.object('PolicyDocument').values);
      done.push(holder);
    }
  } catch (error) {
    remove(
      request,
      done.filter((holder) => !before.includes(holder)),
    );
    throw error;
  }
}

function remove({ properties }: ResourceRequest, holders: readonly AttachedPolicies[]): void {
  for (const holder of holders) {
    holder.deleteInline(properties.text('PolicyName'));
  }
}

function holdersOf({ properties, services }: ResourceRequest): readonly AttachedPolicies[] {
  const { roles, users } = services.identities;
  return [
    ...properties.texts('Roles').map((name) => roles.get(name).policies),
    ...properties.texts('Users').map((name) => users.get(name).policies),
  ];
}
