import { AwsError } from '../aws-error.ts';
import { notImplemented } from './s3-error.ts';

export const STORAGE_CLASS_HEADER = 'x-amz-storage-class';
export const STANDARD = 'STANDARD';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html#API_PutObject_RequestSyntax */
const SUPPORTED = new Set([
  STANDARD,
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
]);
/** The storage classes whose objects must be restored before they can be read. */
const ARCHIVES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** @throws AwsError InvalidStorageClass, NotImplemented */
export function readStorageClass(header: string = STANDARD): string {
  if (ARCHIVES.has(header)) {
    throw notImplemented(`the storage class ${header}`);
  }
  if (!SUPPORTED.has(header)) {
    throw new AwsError('InvalidStorageClass', 'The storage class you specified is not valid', 400, {
      StorageClassRequested: header,
    });
  }
  return header;
}

/** Returns the header with the storage class. S3 returns no such header for the class STANDARD. */
export function storageClassHeaders(storageClass: string): Record<string, string> {
  return storageClass === STANDARD ? {} : { [STORAGE_CLASS_HEADER]: storageClass };
}
