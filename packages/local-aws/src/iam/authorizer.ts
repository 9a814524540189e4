import type { PolicyDocument } from './policy-document.ts';
import type { Principal } from './principal.ts';

/** Who asks, and from where. */
export interface Requester {
  readonly principal: Principal;
  /** `aws:SourceIp`; absent where no request came over the network, as when Lambda writes a function's log. */
  readonly sourceIp?: string;
}

export interface AuthorizationRequest extends Requester {
  /** `s3:ListBucket` */
  readonly action: string;
  /** The ARN that the action works on; `*` where the action takes none. */
  readonly resource: string;
  /** The account that owns the resource: `aws:ResourceAccount`. */
  readonly resourceAccount: string;
  /** Condition keys of the service and of the request (`s3:prefix`, `aws:SourceArn`); any case. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The policy attached to the resource itself, where there is one. */
  readonly resourcePolicy?: PolicyDocument;
  /**
   * For roles (trust policies) and KMS keys: the identity side counts only where the resource policy allows too.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
   */
  readonly resourcePolicyMustAllow?: boolean;
  /**
   * `aws:ViaAWSService`: a service asks with its caller's forward access session, so without `sourceIp`.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
   */
  readonly viaAwsService?: boolean;
}

/** What every service asks before it does anything. */
export interface Authorizer {
  /** Returns when IAM allows the request; else throws the AwsError that AWS documents, naming principal, action and resource. */
  authorize(request: AuthorizationRequest): void;
}
