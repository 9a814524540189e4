import type { XmlElements } from '../query-protocol.ts';
import type { ServiceRequest } from '../service.ts';
import { type IamServiceDependencies, refuseFederatedUser, required } from './iam-request.ts';
import type { Role } from './roles.ts';
import type { User } from './users.ts';

/**
 * Returns the users and roles to which a policy is attached. Does not return users and roles whose permissions boundary
 * is the policy. The local AWS has no groups.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
 */
export function entitiesForPolicy(
  { account, identities, authorizer }: IamServiceDependencies,
  parameters: ReadonlyMap<string, string>,
  request: ServiceRequest,
): XmlElements {
  const { principal, sourceIp } = request;
  refuseFederatedUser(principal);
  const policyArn = required(parameters, 'PolicyArn');
  authorizer.authorize({
    principal,
    sourceIp,
    action: 'iam:ListEntitiesForPolicy',
    resource: policyArn,
    resourceAccount: account.accountId,
  });
  identities.managedPolicies.get(policyArn);
  const isHolder = ({ policies }: User | Role) => policies.managedPolicyArns.includes(policyArn);
  const users = identities.users.all().filter(isHolder);
  const roles = identities.roles.all().filter(isHolder);
  return {
    PolicyGroups: '',
    PolicyUsers: {
      member: users.map(({ userName, userId }) => ({ UserName: userName, UserId: userId })),
    },
    PolicyRoles: {
      member: roles.map(({ roleName, roleId }) => ({ RoleName: roleName, RoleId: roleId })),
    },
    IsTruncated: 'false',
  };
}
