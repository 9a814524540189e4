import type { Account } from '../account.ts';
import type { AuthorizationRequest, Authorizer, Requester } from '../iam/authorizer.ts';
import type { Principal } from '../iam/principal.ts';
import type { Sts } from '../sts/sts.ts';

/** The service principal that a role of a stack must trust. */
export const CLOUDFORMATION = 'cloudformation.amazonaws.com';
const SESSION_NAME = 'AWSCloudFormation';

/** A permission that an operation needs. */
export interface NeededPermission
  extends Pick<
    AuthorizationRequest,
    'action' | 'resource' | 'context' | 'resourcePolicy' | 'resourcePolicyMustAllow'
  > {
  /** By default, the account of the stack. */
  readonly resourceAccount?: string;
}

/**
 * The principal with whose permissions CloudFormation changes resources: the role of the stack, or the caller of the
 * API if the stack has no role.
 */
export class Deployer {
  readonly principal: Principal;
  readonly #account: Account;
  readonly #authorizer: Authorizer;
  readonly #onNeeded: ((needed: NeededPermission) => void) | undefined;

  /** @param onNeeded receives each permission that a change needs, before IAM decides */
  constructor(
    principal: Principal,
    account: Account,
    authorizer: Authorizer,
    onNeeded?: (needed: NeededPermission) => void,
  ) {
    this.principal = principal;
    this.#account = account;
    this.#authorizer = authorizer;
    this.#onNeeded = onNeeded;
  }

  /** CloudFormation calls other services with a forward access session, which has no source IP address. */
  get requester(): Requester {
    return { principal: this.principal };
  }

  /** @throws AwsError AccessDenied */
  ask(needed: readonly NeededPermission[]): void {
    for (const permission of needed) {
      this.#onNeeded?.(permission);
      this.#authorizer.authorize({
        resourceAccount: this.#account.accountId,
        ...permission,
        ...this.requester,
        viaAwsService: true,
      });
    }
  }
}

/**
 * Assumes the role as CloudFormation does.
 *
 * @throws AwsError AccessDenied if the role does not trust CloudFormation
 */
export function deployerWithRole(
  roleArn: string,
  { account, authorizer, sts }: { account: Account; authorizer: Authorizer; sts: Sts },
  onNeeded?: (needed: NeededPermission) => void,
): Deployer {
  const { principal } = sts.assumeRoleAsService(roleArn, CLOUDFORMATION, SESSION_NAME);
  return new Deployer(principal, account, authorizer, onNeeded);
}
