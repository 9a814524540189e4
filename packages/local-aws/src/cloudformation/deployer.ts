import type { Account } from '../account.ts';
import type { Authorizer, Requester } from '../iam/authorizer.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import type { Principal } from '../iam/principal.ts';

/** A permission that an operation needs. */
export interface NeededPermission {
  /** For example `iam:CreateRole`. */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The policy that is attached to the resource, if there is one. */
  readonly resourcePolicy?: PolicyDocument;
}

/**
 * The principal with whose permissions CloudFormation changes resources: the role of the stack, or the caller of the
 * API if the stack has no role.
 */
export class Deployer {
  readonly principal: Principal;
  readonly #account: Account;
  readonly #authorizer: Authorizer;

  constructor(principal: Principal, account: Account, authorizer: Authorizer) {
    this.principal = principal;
    this.#account = account;
    this.#authorizer = authorizer;
  }

  /** CloudFormation calls other services with a forward access session, which has no source IP address. */
  get requester(): Requester {
    return { principal: this.principal };
  }

  /** @throws AwsError AccessDenied */
  ask(needed: readonly NeededPermission[]): void {
    for (const permission of needed) {
      this.#authorizer.authorize({
        ...permission,
        ...this.requester,
        resourceAccount: this.#account.accountId,
        viaAwsService: true,
      });
    }
  }
}
