import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { AttachedPolicies } from './attached-policies.ts';
import type { AuthorizationRequest, Authorizer } from './authorizer.ts';
import { roleIdOf } from './credentials.ts';
import { type Decision, evaluate } from './evaluate.ts';
import type { Identities } from './identities.ts';
import type { Principal, SessionTag } from './principal.ts';
import { requestContext } from './request-context.ts';

/** Decides with the current policies of the principal. */
export class IamAuthorizer implements Authorizer {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #identities: Identities;

  constructor(account: Account, clock: Clock, identities: Identities) {
    this.#account = account;
    this.#clock = clock;
    this.#identities = identities;
  }

  /** Throws AwsError AccessDenied (403). A service whose protocol uses another code renames it. */
  authorize(request: AuthorizationRequest): void {
    const { principal } = request;
    const policies = this.#policiesOf(principal);
    const decision = evaluate({
      principal,
      action: request.action,
      resource: request.resource,
      resourceAccount: request.resourceAccount,
      context: requestContext(
        request,
        this.#account.region,
        this.#clock.now(),
        this.#tagsOf(principal),
      ),
      identityPolicies: policies?.identityPolicies ?? [],
      boundary: policies?.boundary,
      sessionPolicies: 'sessionPolicies' in principal ? principal.sessionPolicies : undefined,
      resourcePolicy: request.resourcePolicy,
      resourcePolicyMustAllow: request.resourcePolicyMustAllow,
    });
    if (!decision.allowed) {
      throw new AwsError('AccessDenied', denialMessage(request, decision), 403);
    }
  }

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
  #tagsOf(principal: Principal): readonly SessionTag[] {
    switch (principal.kind) {
      case 'federated-user':
        return principal.sessionTags;
      case 'assumed-role':
        return this.#identities.roles.findById(roleIdOf(principal))?.tags ?? [];
      default:
        return [];
    }
  }

  /** Looks up by unique id, so a user or role that is deleted during a request has no policies. */
  #policiesOf(principal: Principal): AttachedPolicies | undefined {
    switch (principal.kind) {
      case 'user':
        return this.#identities.users.findById(principal.userId)?.policies;
      case 'federated-user':
        return this.#identities.users.findById(principal.issuer.userId)?.policies;
      case 'assumed-role':
        return this.#identities.roles.findById(roleIdOf(principal))?.policies;
      case 'service':
      case 'anonymous':
        return undefined;
    }
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denialMessage(
  { principal, action, resource }: AuthorizationRequest,
  decision: Extract<Decision, { allowed: false }>,
): string {
  const { explicit, policyType } = decision;
  const article = policyType === 'identity-based policy' ? 'an' : 'a';
  const reason = explicit
    ? `with an explicit deny in ${article} ${policyType}`
    : `because no ${policyType} allows the ${action} action`;
  return `User: ${nameOf(principal)} is not authorized to perform: ${action} on resource: "${resource}" ${reason}`;
}

function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case 'service':
      return principal.service;
    case 'anonymous':
      return 'anonymous';
    default:
      return principal.arn;
  }
}
