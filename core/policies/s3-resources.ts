import { escapeForPolicy } from '../aws/policy-document.ts';
import type { Permission, Target } from '../aws/target.ts';
import { type Scope, scopeParts } from '../grants/scope.ts';

export const LIST_ACTION = 's3:ListBucket';

const WRITE_ACTIONS = ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'] as const;

/**
 * The actions on objects that each permission allows.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const OBJECT_ACTIONS = {
  READ: 's3:GetObject',
  WRITE: WRITE_ACTIONS,
  READWRITE: ['s3:GetObject', ...WRITE_ACTIONS],
} as const satisfies Partial<Record<Permission, string | readonly string[]>>;

export function bucketArn(bucket: string, partition: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

/** @param keyPattern an IAM pattern of object keys */
export function objectsArn(bucket: string, keyPattern: string, partition: string): string {
  return `${bucketArn(bucket, partition)}/${keyPattern}`;
}

/** An IAM pattern that matches the keys of the target. */
export function targetPattern(target: Target): string {
  return target.kind === 'object'
    ? escapeForPolicy(target.objectKey)
    : `${escapeForPolicy(target.prefix)}*`;
}

/** An IAM pattern that matches the keys of the scope for every caller. Each claim becomes `*`, because IAM has no narrower pattern. */
export function scopePattern(scope: Scope): string {
  const path = scopeParts(scope).map(escapeForPolicy).join('*');
  return scope.template.kind === 'object' ? path : `${path}*`;
}
