import { notImplemented } from './s3-error.ts';
import type { S3Context, S3Operation } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';

interface Unsupported {
  readonly name: string;
  /** The IAM action that the operation needs. Undefined if the URL does not tell the resource of the action. */
  readonly action?: string;
}

/**
 * The ends of the names of unsupported bucket operations and of their IAM actions, by query parameter. For example, `GET bucket?policy`
 * is GetBucketPolicy, which needs `s3:GetBucketPolicy`. Errors contain the names of the operations.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const CONFIGURATIONS: Readonly<Record<string, Unsupported>> = {
  accelerate: { name: 'BucketAccelerateConfiguration', action: 'AccelerateConfiguration' },
  acl: { name: 'BucketAcl', action: 'BucketAcl' },
  analytics: { name: 'BucketAnalyticsConfiguration', action: 'AnalyticsConfiguration' },
  encryption: { name: 'BucketEncryption', action: 'EncryptionConfiguration' },
  'intelligent-tiering': {
    name: 'BucketIntelligentTieringConfiguration',
    action: 'IntelligentTieringConfiguration',
  },
  inventory: { name: 'BucketInventoryConfiguration', action: 'InventoryConfiguration' },
  lifecycle: { name: 'BucketLifecycleConfiguration', action: 'LifecycleConfiguration' },
  logging: { name: 'BucketLogging', action: 'BucketLogging' },
  metrics: { name: 'BucketMetricsConfiguration', action: 'MetricsConfiguration' },
  notification: { name: 'BucketNotificationConfiguration', action: 'BucketNotification' },
  'object-lock': { name: 'ObjectLockConfiguration', action: 'BucketObjectLockConfiguration' },
  ownershipControls: { name: 'BucketOwnershipControls', action: 'BucketOwnershipControls' },
  policy: { name: 'BucketPolicy', action: 'BucketPolicy' },
  policyStatus: { name: 'BucketPolicyStatus', action: 'BucketPolicyStatus' },
  publicAccessBlock: { name: 'PublicAccessBlock', action: 'BucketPublicAccessBlock' },
  replication: { name: 'BucketReplication', action: 'ReplicationConfiguration' },
  requestPayment: { name: 'BucketRequestPayment', action: 'BucketRequestPayment' },
  tagging: { name: 'BucketTagging', action: 'BucketTagging' },
  versioning: { name: 'BucketVersioning', action: 'BucketVersioning' },
  website: { name: 'BucketWebsite', action: 'BucketWebsite' },
};

/** The starts of the names of operations, by method. */
const VERBS: Readonly<Record<string, string>> = { DELETE: 'Delete', GET: 'Get', PUT: 'Put' };

/** The query parameters for which DELETE needs an action of its own. For the others, DELETE needs the same action as PUT. */
const DELETE_ACTIONS: ReadonlySet<string> = new Set(['policy', 'website']);

const OTHERS: ReadonlyMap<string, Unsupported> = new Map([
  ['GET bucket?versions', { name: 'ListObjectVersions', action: 's3:ListBucketVersions' }],
  // Only directory buckets have these two operations.
  ['GET bucket?session', { name: 'CreateSession' }],
  ['PUT object?renameObject', { name: 'RenameObject' }],
  // The form has the key of the object.
  ['POST bucket', { name: 'POST Object' }],
  ['GET object?acl', { name: 'GetObjectAcl', action: 's3:GetObjectAcl' }],
  ['PUT object?acl', { name: 'PutObjectAcl', action: 's3:PutObjectAcl' }],
  ['GET object?legal-hold', { name: 'GetObjectLegalHold', action: 's3:GetObjectLegalHold' }],
  ['PUT object?legal-hold', { name: 'PutObjectLegalHold', action: 's3:PutObjectLegalHold' }],
  ['GET object?retention', { name: 'GetObjectRetention', action: 's3:GetObjectRetention' }],
  ['PUT object?retention', { name: 'PutObjectRetention', action: 's3:PutObjectRetention' }],
  ['GET object?torrent', { name: 'GetObjectTorrent', action: 's3:GetObjectTorrent' }],
  ['POST object?restore', { name: 'RestoreObject', action: 's3:RestoreObject' }],
  ['POST object?select', { name: 'SelectObjectContent', action: 's3:GetObject' }],
]);

/** The query parameters that select an unsupported operation. */
export const UNSUPPORTED_SUBRESOURCES: readonly string[] = [
  ...Object.keys(CONFIGURATIONS),
  ...[...OTHERS.keys()].flatMap((selector) => selector.split('?').slice(1)),
];

/**
 * Returns an operation that asks IAM for its action, as AWS does, and then throws NotImplemented. Returns undefined if the
 * selector is not in the tables above.
 *
 * @param selector such as `GET bucket?acl`
 */
export function unsupportedOperation(selector: string): Pick<S3Operation, 'run'> | undefined {
  const [method = '', target, subresource = ''] = selector.split(/[ ?]/);
  const configured = target === 'bucket' ? bucketSetting(method, subresource) : undefined;
  const unsupported = configured ?? OTHERS.get(selector);
  return unsupported && { run: (context, request) => refuse(unsupported, context, request) };
}

function bucketSetting(method: string, subresource: string): Unsupported | undefined {
  const verb = VERBS[method];
  const ends = CONFIGURATIONS[subresource];
  if (verb === undefined || ends === undefined) {
    return undefined;
  }
  const needsPut = method === 'DELETE' && !DELETE_ACTIONS.has(subresource);
  return { name: verb + ends.name, action: `s3:${needsPut ? 'Put' : verb}${ends.action}` };
}

/** @throws AwsError NoSuchBucket, AccessDenied, NotImplemented */
function refuse({ name, action }: Unsupported, { access }: S3Context, request: S3Request): never {
  if (action !== undefined && request.objectKey === '') {
    access.toBucket(request, action);
  } else if (action !== undefined) {
    access.toObject(request, action);
  }
  throw notImplemented(`the operation ${name}`);
}
