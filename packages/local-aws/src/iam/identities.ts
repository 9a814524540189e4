import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { ManagedPolicies } from './managed-policies.ts';
import { Roles } from './roles.ts';
import { Users } from './users.ts';

/**
 * The account's users, roles and managed policies. CloudFormation calls these methods directly. It acts as the
 * deployer, who is outside the local AWS.
 */
export class Identities {
  readonly managedPolicies: ManagedPolicies;
  readonly users: Users;
  readonly roles: Roles;

  constructor(account: Account, clock: Clock) {
    this.managedPolicies = new ManagedPolicies(account);
    this.users = new Users(account, clock, this.managedPolicies);
    this.roles = new Roles(account, this.managedPolicies);
  }
}
