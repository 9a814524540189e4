import type { PolicyDocument, Statement } from './policy-document.ts';
import type { Principal } from './principal.ts';
import { mostSpecific, type Naming, namingOf } from './principal-match.ts';
import type { RequestContext } from './request-context.ts';
import { statementApplies } from './statement-match.ts';

/** Everything that a decision depends on. */
export interface EvaluationRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: RequestContext;
  readonly identityPolicies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  /**
   * Absent if the principal is not a session, or if it is a role's session without a session policy, which is not
   * limited.
   */
  readonly sessionPolicies?: readonly PolicyDocument[];
  readonly resourcePolicy?: PolicyDocument;
  /** For trust policies and key policies: other policies count only if the resource policy allows. */
  readonly resourcePolicyMustAllow?: boolean;
}

export type PolicyType =
  | 'identity-based policy'
  | 'resource-based policy'
  | 'permissions boundary'
  | 'session policy';

export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly explicit: boolean; readonly policyType: PolicyType };

const ALLOWED: Decision = { allowed: true };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html */
export function evaluate(request: EvaluationRequest): Decision {
  const denying = denyingPolicyType(request);
  if (denying !== undefined) {
    return { allowed: false, explicit: true, policyType: denying };
  }
  const naming = resourcePolicyNaming(request, 'Allow');
  if (!('accountId' in request.principal)) {
    // Services and anonymous callers have no identity-based policies.
    return naming === 'direct' ? ALLOWED : implicitDeny('resource-based policy');
  }
  return request.principal.accountId === request.resourceAccount
    ? withinAccount(request, naming)
    : acrossAccounts(request, naming);
}

/**
 * Within one account, one of the two sides is enough. How the resource policy names the principal decides what else
 * limits it:
 * - The requesting user or session itself: neither boundary nor session policy limits it.
 * - The user behind a federated session, or the role behind a role's session: both limit it.
 * - The account: the identity-based policies decide.
 *
 * Source as above, "Resource-based policies". For the boundary also
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
 */
function withinAccount(request: EvaluationRequest, naming: Naming | undefined): Decision {
  if (naming === 'direct') {
    return ALLOWED;
  }
  if (request.resourcePolicyMustAllow && naming === undefined) {
    return implicitDeny('resource-based policy');
  }
  if (naming !== 'issuer' && !allows(request.identityPolicies, request)) {
    return implicitDeny('identity-based policy');
  }
  return withinLimits(request);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
function acrossAccounts(request: EvaluationRequest, naming: Naming | undefined): Decision {
  if (naming === undefined) {
    return implicitDeny('resource-based policy');
  }
  if (!allows(request.identityPolicies, request)) {
    return implicitDeny('identity-based policy');
  }
  return withinLimits(request);
}

function withinLimits(request: EvaluationRequest): Decision {
  if (request.boundary !== undefined && !allows([request.boundary], request)) {
    return implicitDeny('permissions boundary');
  }
  if (request.sessionPolicies !== undefined && !allows(request.sessionPolicies, request)) {
    return implicitDeny('session policy');
  }
  return ALLOWED;
}

function denyingPolicyType(request: EvaluationRequest): PolicyType | undefined {
  if (denies(request.identityPolicies, request)) {
    return 'identity-based policy';
  }
  if (resourcePolicyNaming(request, 'Deny') !== undefined) {
    return 'resource-based policy';
  }
  if (request.boundary !== undefined && denies([request.boundary], request)) {
    return 'permissions boundary';
  }
  return denies(request.sessionPolicies ?? [], request) ? 'session policy' : undefined;
}

function allows(policies: readonly PolicyDocument[], request: EvaluationRequest): boolean {
  return policies.some((policy) => applying(policy, 'Allow', request).length > 0);
}

function denies(policies: readonly PolicyDocument[], request: EvaluationRequest): boolean {
  return policies.some((policy) => applying(policy, 'Deny', request).length > 0);
}

/** Returns the most specific way in which statements of this effect name the principal. */
function resourcePolicyNaming(
  request: EvaluationRequest,
  effect: Statement['effect'],
): Naming | undefined {
  const { resourcePolicy, principal, boundary } = request;
  if (resourcePolicy === undefined) {
    return undefined;
  }
  const statements = applying(resourcePolicy, effect, request);
  return mostSpecific(
    statements.flatMap(
      (statement) => namingOf(statement.principals, principal, boundary !== undefined) ?? [],
    ),
  );
}

function applying(
  policy: PolicyDocument,
  effect: Statement['effect'],
  request: EvaluationRequest,
): readonly Statement[] {
  const scope = { version: policy.version, context: request.context };
  return policy.statements.filter(
    (statement) =>
      statement.effect === effect &&
      statementApplies(statement, request.action, request.resource, scope),
  );
}

function implicitDeny(policyType: PolicyType): Decision {
  return { allowed: false, explicit: false, policyType };
}
