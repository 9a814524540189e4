import type { PolicyDocument } from '../iam/policy-document.ts';

/** A symmetric key in one Region. It is always enabled. */
export interface KmsKey {
  /** `arn:P:kms:REGION:ACCOUNT:key/ID` */
  readonly arn: string;
  /** A UUID. */
  readonly keyId: string;
  /** The account that owns the key. */
  readonly accountId: string;
  readonly policy: PolicyDocument;
}

/**
 * The account's root may do everything, so IAM policies decide for principals of the account.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function defaultKeyPolicy(partition: string, accountId: string): object {
  return {
    Version: '2012-10-17',
    Statement: {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  };
}
