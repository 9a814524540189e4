import type { PolicyDocument } from './policy-document.ts';

/**
 * Who makes a request.
 *
 * `arn` is what AWS shows in AccessDenied messages; `userId` is `aws:userid`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export type Principal =
  | UserPrincipal
  | AssumedRolePrincipal
  | FederatedUserPrincipal
  | ServicePrincipal
  | AnonymousPrincipal;

export interface UserPrincipal {
  readonly kind: 'user';
  readonly accountId: string;
  readonly userName: string;
  readonly arn: string;
  /** `AIDA…` */
  readonly userId: string;
  readonly accessKeyId: string;
}

export interface AssumedRolePrincipal {
  readonly kind: 'assumed-role';
  readonly accountId: string;
  readonly roleName: string;
  readonly sessionName: string;
  /** `arn:P:sts::ACCOUNT:assumed-role/NAME/SESSION` */
  readonly arn: string;
  /** `arn:P:iam::ACCOUNT:role/PATH/NAME`, what `aws:PrincipalArn` holds. */
  readonly roleArn: string;
  /** `AROA…:SESSION` */
  readonly userId: string;
  /** Absent: AssumeRole had no session policy, and the role's policies alone count. */
  readonly sessionPolicies?: readonly PolicyDocument[];
  readonly accessKeyId: string;
  readonly issuedAt: Date;
}

/** Keys differ in more than case. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
export interface SessionTag {
  readonly key: string;
  readonly value: string;
}

export interface FederatedUserPrincipal {
  readonly kind: 'federated-user';
  readonly accountId: string;
  readonly name: string;
  /** `arn:P:sts::ACCOUNT:federated-user/NAME` */
  readonly arn: string;
  /** `ACCOUNT:NAME` */
  readonly userId: string;
  /** The IAM user whose key called GetFederationToken. */
  readonly issuer: UserPrincipal;
  /** Empty means that no session policy was passed: such a session may do nothing by itself. */
  readonly sessionPolicies: readonly PolicyDocument[];
  /** `aws:PrincipalTag/KEY`. IAM users have no tags here that a session could inherit. */
  readonly sessionTags: readonly SessionTag[];
  readonly accessKeyId: string;
  readonly issuedAt: Date;
}

/** An AWS service that calls on its own behalf, such as `apigateway.amazonaws.com`. */
export interface ServicePrincipal {
  readonly kind: 'service';
  readonly service: string;
}

export interface AnonymousPrincipal {
  readonly kind: 'anonymous';
}
