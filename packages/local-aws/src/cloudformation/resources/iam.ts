import type { Roles } from '../../iam/roles.ts';
import type { Properties } from '../properties.ts';
import { tagsOf } from '../resource-tags.ts';
import { physicalName, type ResourceType } from '../resource-type.ts';
import { changePolicies, NO_POLICIES } from './iam-policies.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_NAME_LENGTH = 64;
const MAX_POLICY_NAME_LENGTH = 128;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy: ResourceType = {
  properties: ['ManagedPolicyName', 'Path', 'Description', 'PolicyDocument'],
  replacing: ['ManagedPolicyName', 'Path', 'Description'],
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
  update({ previous, properties, services }) {
    const document = properties.object('PolicyDocument').values;
    services.identities.managedPolicies.update(previous.physicalId, document);
    return previous;
  },
  delete({ physicalId, services }) {
    services.identities.managedPolicies.delete(physicalId);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html */
export const user: ResourceType = {
  properties: ['UserName', 'Path', 'PermissionsBoundary', 'ManagedPolicyArns', 'Policies'],
  replacing: ['UserName'],
  fixed: { Path: 'the local AWS cannot change Path' },
  create(request) {
    const { properties, services } = request;
    const { users } = services.identities;
    const userName = properties.optionalText('UserName') ?? physicalName(request, MAX_NAME_LENGTH);
    const { arn, policies } = users.create({ userName, path: properties.optionalText('Path') });
    try {
      changePolicies(policies, NO_POLICIES, properties);
    } catch (error) {
      users.delete(userName);
      throw error;
    }
    return { physicalId: userName, attributes: { Arn: arn } };
  },
  update({ previous, properties, services }) {
    const { policies } = services.identities.users.get(previous.physicalId);
    changePolicies(policies, previous.properties, properties);
    return previous;
  },
  delete({ physicalId, properties, services }) {
    const { users } = services.identities;
    changePolicies(users.get(physicalId).policies, properties, NO_POLICIES);
    users.delete(physicalId);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
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
  tags: 'list',
  replacing: ['RoleName', 'Path'],
  create(request) {
    const { properties, services } = request;
    const { roles } = services.identities;
    const roleName = properties.optionalText('RoleName') ?? physicalName(request, MAX_NAME_LENGTH);
    const { arn, roleId, policies } = roles.create({
      roleName,
      path: properties.optionalText('Path'),
      assumeRolePolicyDocument: trustPolicyOf(properties),
      ...settingsOf(properties),
    });
    try {
      changePolicies(policies, NO_POLICIES, properties);
    } catch (error) {
      roles.delete(roleName);
      throw error;
    }
    return { physicalId: roleName, attributes: { Arn: arn, RoleId: roleId } };
  },
  update({ previous, properties, services }) {
    const { roles } = services.identities;
    const roleName = previous.physicalId;
    const { policies } = roles.get(roleName);
    try {
      setRole(roles, roleName, properties);
      changePolicies(policies, previous.properties, properties);
    } catch (error) {
      setRole(roles, roleName, previous.properties);
      throw error;
    }
    return previous;
  },
  delete({ physicalId, properties, services }) {
    const { roles } = services.identities;
    changePolicies(roles.get(physicalId).policies, properties, NO_POLICIES);
    roles.delete(physicalId);
  },
};

function setRole(roles: Roles, roleName: string, properties: Properties): void {
  roles.updateTrustPolicy(roleName, trustPolicyOf(properties));
  roles.update(roleName, settingsOf(properties));
}

function trustPolicyOf(properties: Properties): unknown {
  return properties.object('AssumeRolePolicyDocument').values;
}

function settingsOf(properties: Properties) {
  return {
    description: properties.optionalText('Description'),
    maxSessionDuration: properties.optionalNumber('MaxSessionDuration'),
    tags: tagsOf(properties, 'list'),
  };
}
