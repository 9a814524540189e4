/**
 * The ends of the names of unsupported bucket operations, by query parameter. For example, `GET bucket?acl` is
 * GetBucketAcl. Errors contain these names.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'BucketAnalyticsConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  logging: 'BucketLogging',
  metrics: 'BucketMetricsConfiguration',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};
const VERBS: Readonly<Record<string, string>> = { DELETE: 'Delete', GET: 'Get', PUT: 'Put' };

const OTHERS: ReadonlyMap<string, string> = new Map([
  ['GET bucket?versions', 'ListObjectVersions'],
  ['GET bucket?session', 'CreateSession'],
  ['POST bucket', 'POST Object'],
  ['GET object?acl', 'GetObjectAcl'],
  ['PUT object?acl', 'PutObjectAcl'],
  ['GET object?legal-hold', 'GetObjectLegalHold'],
  ['PUT object?legal-hold', 'PutObjectLegalHold'],
  ['GET object?retention', 'GetObjectRetention'],
  ['PUT object?retention', 'PutObjectRetention'],
  ['GET object?torrent', 'GetObjectTorrent'],
  ['POST object?restore', 'RestoreObject'],
  ['POST object?select', 'SelectObjectContent'],
  ['PUT object?renameObject', 'RenameObject'],
]);

/** The query parameters that select an unsupported operation. */
export const UNSUPPORTED_SUBRESOURCES: readonly string[] = [
  ...Object.keys(CONFIGURATIONS),
  ...[...OTHERS.keys()].flatMap((selector) => selector.split('?').slice(1)),
];

/** @param selector such as `GET bucket?acl` */
export function unsupportedOperation(selector: string): string | undefined {
  const [method = '', target, subresource = ''] = selector.split(/[ ?]/);
  const configuration = CONFIGURATIONS[subresource];
  const verb = VERBS[method];
  return target === 'bucket' && configuration !== undefined && verb !== undefined
    ? verb + configuration
    : OTHERS.get(selector);
}
