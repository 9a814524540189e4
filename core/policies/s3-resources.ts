import { escapeForPolicy, type Statement } from '../aws/policy-document.ts';
import { includesPermission, type Permission, type Target } from '../aws/target.ts';
import { type Scope, scopeParts } from '../grants/scope.ts';

export const LIST_ACTION = 's3:ListBucket';

/** Many clients ask for the bucket's Region first. No condition key can limit this action to a prefix. */
export const LOCATION_ACTION = 's3:GetBucketLocation';

const READ_ACTIONS = ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging'] as const;

export const PUT_ACTION = 's3:PutObject';

/** Grants with `createOnly` never give it. */
export const DELETE_ACTION = 's3:DeleteObject';

const MULTIPART_ACTIONS = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'] as const;

const WRITE_ACTIONS = [PUT_ACTION, DELETE_ACTION, ...MULTIPART_ACTIONS] as const;

/** A permission that includes object actions: all except LIST. */
type ObjectPermission = Exclude<Permission, 'LIST'>;

/** Smaller ones first. */
const OBJECT_PERMISSIONS: readonly ObjectPermission[] = ['READ', 'UPLOAD', 'WRITE', 'READWRITE'];

/**
 * The actions on objects that each permission allows.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export const OBJECT_ACTIONS = {
  READ: READ_ACTIONS,
  UPLOAD: [PUT_ACTION, ...MULTIPART_ACTIONS],
  WRITE: WRITE_ACTIONS,
  READWRITE: [...READ_ACTIONS, ...WRITE_ACTIONS],
} as const satisfies Readonly<Record<ObjectPermission, readonly string[]>>;

/**
 * Conditions of s3:PutObject, each in a statement of its own, under which a session can only create objects. A request that
 * creates an object must have the header `If-None-Match`, for which S3 accepts only `*`. S3 does not accept the header on the
 * parts of a multipart upload, so parts need no header.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export const CREATE_ONLY_CONDITIONS: readonly Statement['Condition'][] = [
  { Null: { 's3:if-none-match': 'false' } },
  { Bool: { 's3:ObjectCreationOperation': 'false' } },
];

/**
 * Statements that allow the permission on these objects. With `createOnly`, a session can only create objects, and never
 * replace or delete one.
 */
export function objectStatements(
  permission: ObjectPermission,
  createOnly: boolean,
  resources: string | readonly string[],
): readonly Statement[] {
  const allow = (Action: Statement['Action'], Condition?: Statement['Condition']): Statement => ({
    Effect: 'Allow',
    Action,
    Resource: resources,
    ...(Condition === undefined ? {} : { Condition }),
  });
  if (!createOnly) {
    return [allow(OBJECT_ACTIONS[permission])];
  }
  return [
    ...(includesPermission(permission, 'READ') ? [allow(READ_ACTIONS)] : []),
    ...CREATE_ONLY_CONDITIONS.map((condition) => allow(PUT_ACTION, condition)),
    allow(MULTIPART_ACTIONS),
  ];
}

/** The smallest permission that has the action, or undefined if none has it. */
export function permissionWith(action: string): Permission | undefined {
  return action === LIST_ACTION
    ? 'LIST'
    : OBJECT_PERMISSIONS.find((permission) =>
        OBJECT_ACTIONS[permission].some((allowed) => allowed === action),
      );
}

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
