/** The entry point `local-aws/iam`: the policy evaluator, without servers and state. */

export { AwsError } from '../aws-error.ts';
export { type Decision, type EvaluationRequest, evaluate, type PolicyType } from './evaluate.ts';
export { parsePolicy } from './parse-policy.ts';
export type { PolicyDocument, PolicyKind } from './policy-document.ts';
export type {
  AnonymousPrincipal,
  AssumedRolePrincipal,
  FederatedUserPrincipal,
  Principal,
  ServicePrincipal,
  SessionTag,
  UserPrincipal,
} from './principal.ts';
export { type RequestContext, requestContext } from './request-context.ts';
