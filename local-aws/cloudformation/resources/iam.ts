import type { AttachedPolicies } from '../../iam/attached-policies.ts';
import type { Properties } from '../properties.ts';
import { physicalName, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_NAME_LENGTH = 64;
const MAX_POLICY_NAME_LENGTH = 128;

export const managedPolicy: ResourceType = {
  properties: ['ManagedPolicyName', 'Path', 'Description', 'PolicyDocument'],
  create(request) {
    const { properties, services } = request;
    const { arn } = services.identities.managedPolicies.create({
      policyName:
        properties.optionalText('ManagedPolicyName') ??
        physicalName(request, MAX_POLICY_NAME_LENGTH),
      path: properties.optionalText('Path'),
      description: properties.optionalText('Description'),
      document: properties.object('PolicyDocument').values,
    });
    return { physicalId: arn, attributes: { PolicyArn: arn } };
  },
  delete({ physicalId, services }) {
    services.identities.managedPolicies.delete(physicalId);
  },
};

export const user: ResourceType = {
  properties: ['UserName', 'Path', 'PermissionsBoundary', 'ManagedPolicyArns', 'Policies'],
  create(request) {
    const { properties, services } = request;
    const { users } = services.identities;
    const userName = properties.optionalText('UserName') ?? physicalName(request, MAX_NAME_LENGTH);
    const { arn, policies } = users.create({
      userName,
      path: properties.optionalText('Path'),
      permissionsBoundary: properties.optionalText('PermissionsBoundary'),
    });
    addPolicies(policies, properties, () => users.delete(userName));
    return { physicalId: userName, attributes: { Arn: arn } };
  },
  delete({ physicalId, services }) {
    const { users } = services.identities;
    removePolicies(users.get(physicalId).policies);
    users.delete(physicalId);
  },
};

export const role: ResourceType = {
  properties: [
    'RoleName',
    'Path',
    'Description',
    'AssumeRolePolicyDocument',
    'MaxSessionDuration',
    'PermissionsBoundary',
    'ManagedPolicyArns',
    'Policies',
  ],
  create(request) {
    const { properties, services } = request;
    const { roles } = services.identities;
    const roleName = properties.optionalText('RoleName') ?? physicalName(request, MAX_NAME_LENGTH);
    const { arn, roleId, policies } = roles.create({
      roleName,
      path: properties.optionalText('Path'),
      description: properties.optionalText('Description'),
      assumeRolePolicyDocument: properties.object('AssumeRolePolicyDocument').values,
      maxSessionDuration: properties.optionalNumber('MaxSessionDuration'),
      permissionsBoundary: properties.optionalText('PermissionsBoundary'),
    });
    addPolicies(policies, properties, () => roles.delete(roleName));
    return { physicalId: roleName, attributes: { Arn: arn, RoleId: roleId } };
  },
  delete({ physicalId, services }) {
    const { roles } = services.identities;
    removePolicies(roles.get(physicalId).policies);
    roles.delete(physicalId);
  },
};

function addPolicies(
  policies: AttachedPolicies,
  properties: Properties,
  deleteHolder: () => void,
): void {
  try {
    for (const arn of properties.texts('ManagedPolicyArns')) {
      policies.attach(arn);
    }
    for (const policy of properties.objects('Policies', ['PolicyName', 'PolicyDocument'])) {
      policies.putInline(policy.text('PolicyName'), policy.object('PolicyDocument').values);
    }
  } catch (error) {
    removePolicies(policies);
    deleteHolder();
    throw error;
  }
}

function removePolicies(policies: AttachedPolicies): void {
  policies.managedPolicyArns.forEach((arn) => {
    policies.detach(arn);
  });
  policies.inlinePolicyNames.forEach((name) => {
    policies.deleteInline(name);
  });
}
