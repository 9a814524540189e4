import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Kms } from '../kms/kms.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { Bucket } from './bucket.ts';
import { invalidArgument, notImplemented } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import type { StoredObject } from './stored-object.ts';

const ALGORITHM_HEADER = 'x-amz-server-side-encryption';
const KEY_HEADER = 'x-amz-server-side-encryption-aws-kms-key-id';
/** The default: encryption with S3's own keys, which needs no permission. */
const SSE_S3 = 'AES256';
const SSE_KMS = 'aws:kms';
const DUAL_LAYER_SSE_KMS = 'aws:kms:dsse';

const CUSTOMER_ALGORITHM_HEADER = `${ALGORITHM_HEADER}-customer-algorithm`;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/specifying-s3-c-encryption.html */
const CUSTOMER_KEY_HEADERS = [
  CUSTOMER_ALGORITHM_HEADER,
  `${ALGORITHM_HEADER}-customer-key`,
  `${ALGORITHM_HEADER}-customer-key-md5`,
];

/** The headers that choose the encryption of an upload. */
export const ENCRYPTION_HEADERS: readonly string[] = [
  ALGORITHM_HEADER,
  KEY_HEADER,
  ...CUSTOMER_KEY_HEADERS,
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const CONDITION_KEYS = [ALGORITHM_HEADER, KEY_HEADER, CUSTOMER_ALGORITHM_HEADER];

/**
 * Finds the KMS key of an object, and checks that the caller may use it. An object without a key uses S3's own key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export class ObjectEncryption {
  readonly #account: Account;
  readonly #kms: Kms;

  constructor(account: Account, kms: Kms) {
    this.#account = account;
    this.#kms = kms;
  }

  /** Finds a key by its ARN, or by its id in that account. Throws AwsError KMS.NotFoundException. */
  findKey(arnOrKeyId: string, accountId: string): KmsKey {
    const key = this.#kms.find(arnOrKeyId, accountId);
    if (key === undefined) {
      throw new AwsError('KMS.NotFoundException', `Key '${arnOrKeyId}' does not exist`);
    }
    return key;
  }

  /**
   * Returns the key for a new object: the key of the request, or else the default key of the bucket.
   *
   * @throws AwsError AccessDenied, InvalidArgument, KMS.NotFoundException, NotImplemented
   */
  keyForUpload(request: S3Request, bucket: Bucket): KmsKey | undefined {
    refuseCustomerKeys(request);
    const algorithm = request.headers[ALGORITHM_HEADER];
    const keyName = request.headers[KEY_HEADER];
    assertAlgorithm(algorithm, keyName);
    if (algorithm === SSE_S3) {
      return undefined;
    }
    const { accountId } = this.#account;
    const key = keyName === undefined ? bucket.defaultKey : this.findKey(keyName, accountId);
    if (key !== undefined) {
      this.#authorize('kms:GenerateDataKey', key, request, bucket);
    }
    return key;
  }

  /** @throws AwsError AccessDenied, InvalidArgument */
  authorizeDecryption(
    { kmsKey }: Pick<StoredObject, 'kmsKey'>,
    request: S3Request,
    bucket: Bucket,
  ): void {
    if (kmsKey !== undefined) {
      this.#authorize('kms:Decrypt', kmsKey, request, bucket);
    }
  }

  #authorize(
    action: 'kms:Decrypt' | 'kms:GenerateDataKey',
    key: KmsKey,
    { principal, objectKey }: S3Request,
    bucket: Bucket,
  ): void {
    if (!('accountId' in principal)) {
      throw new AwsError(
        'InvalidArgument',
        'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
      );
    }
    const objectArn = `arn:${this.#account.partition}:s3:::${bucket.name}/${objectKey}`;
    const encryptionContext = { 'aws:s3:arn': objectArn };
    this.#kms.authorizeUse({ caller: principal, action, key, service: 's3', encryptionContext });
  }
}

/** Returns the headers about encryption for an answer about an object. */
export function encryptionHeaders({
  kmsKey,
}: Pick<StoredObject, 'kmsKey'>): Record<string, string> {
  return kmsKey === undefined
    ? { [ALGORITHM_HEADER]: SSE_S3 }
    : { [ALGORITHM_HEADER]: SSE_KMS, [KEY_HEADER]: kmsKey.arn };
}

/** The encryption headers of an upload are condition keys, if it has them. */
export function encryptionConditionKeys({ headers }: S3Request): Record<string, string> {
  return Object.fromEntries(
    CONDITION_KEYS.flatMap((name) =>
      headers[name] === undefined ? [] : [[`s3:${name}`, headers[name]]],
    ),
  );
}

/**
 * Refuses customer-provided keys (SSE-C), which the local AWS does not support. IAM policies are checked before, so a
 * policy that denies SSE-C takes effect.
 */
function refuseCustomerKeys({ headers }: S3Request): void {
  const header = CUSTOMER_KEY_HEADERS.find((name) => headers[name] !== undefined);
  if (header !== undefined) {
    throw notImplemented(`encryption with a customer-provided key (${header})`);
  }
}

function assertAlgorithm(algorithm: string | undefined, keyName: string | undefined): void {
  if (algorithm === DUAL_LAYER_SSE_KMS) {
    throw notImplemented(`the encryption ${algorithm}`);
  }
  if (algorithm !== undefined && algorithm !== SSE_S3 && algorithm !== SSE_KMS) {
    throw invalidArgument(
      'The encryption method specified is not supported',
      ALGORITHM_HEADER,
      algorithm,
    );
  }
  if (keyName !== undefined && algorithm !== SSE_KMS) {
    throw invalidArgument(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      ALGORITHM_HEADER,
      algorithm ?? '',
    );
  }
  if (keyName === undefined && algorithm === SSE_KMS) {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html: S3 uses the AWS managed key in this case.
    throw notImplemented(`${SSE_KMS} without ${KEY_HEADER}, the AWS managed key,`);
  }
}
