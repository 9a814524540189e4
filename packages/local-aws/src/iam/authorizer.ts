import type { PolicyDocument } from './policy-document.ts';
import type { Principal } from './principal.ts';

/** The principal of a request, and its address. */
export interface Requester {
  readonly principal: Principal;
  /** `aws:SourceIp`. Absent without a network request, for example when Lambda writes a function's log. */
  readonly sourceIp?: string;
}

export interface AuthorizationRequest extends Requester {
  /** `s3:ListBucket` */
  readonly action: string;
  /** The ARN of the resource, or `*` if the action has no resource. */
  readonly resource: string;
  /** The account that owns the resource: `aws:ResourceAccount`. */
  readonly resourceAccount: string;
  /** Condition keys of the service and of the request (`s3:prefix`, `aws:SourceArn`), in any case. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The policy that is attached to the resource, if there is one. */
  readonly resourcePolicy?: PolicyDocument;
  /**
   * For roles (trust policies) and KMS keys. Identity-based policies count only if the resource policy also allows.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
   */
  readonly resourcePolicyMustAllow?: boolean;
  /**
   * `aws:ViaAWSService`: a service makes the request with a forward access session of its caller, so without
   * `sourceIp`.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
   */
  readonly viaAwsService?: boolean;
}

/** Every service calls it before it does anything. */
export interface Authorizer {
  /**
   * Returns if IAM allows the request. Otherwise throws AwsError with AWS's message, which names principal, action and
   * resource.
   */
  authorize(request: AuthorizationRequest): void;
}
