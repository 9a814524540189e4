import type { PolicyDocument } from './policy-document.ts';

/**
 * The principal of a request.
 *
 * AccessDenied messages show `arn`. `userId` is `aws:userid`.
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
  /** `arn:P:iam::ACCOUNT:role/PATH/NAME`, the value of `aws:PrincipalArn`. */
  readonly roleArn: string;
  /** `AROA…:SESSION` */
  readonly userId: string;
  /** Absent if AssumeRole had no session policy. Only the role's policies then count. */
  readonly sessionPolicies?: readonly PolicyDocument[];
  readonly accessKeyId: string;
  readonly issuedAt: Date;
}

/** Two keys cannot differ only in case. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
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
  /** The IAM user whose access key called GetFederationToken. */
  readonly issuer: UserPrincipal;
  /** Empty if no session policy was passed. Such a session has no permissions of its own. */
  readonly sessionPolicies: readonly PolicyDocument[];
  /** `aws:PrincipalTag/KEY`. IAM users have no tags here, so a session inherits none. */
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
