import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { ServiceResponse } from '../service.ts';
import type { BucketAccess } from './bucket-access.ts';
import type { Buckets } from './buckets.ts';
import type { ObjectEncryption } from './object-encryption.ts';
import type { S3Request } from './s3-request.ts';

export interface S3Context {
  readonly account: Account;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly access: BucketAccess;
  readonly encryption: ObjectEncryption;
}

/** One operation of the S3 API. Requests with other parameters or `x-amz-*` headers than these are refused. */
export interface S3Operation {
  /** Query parameters that the operation reads. */
  readonly parameters: readonly string[];
  /** `x-amz-*` headers that the operation reads. An entry that ends with `-` is a prefix. */
  readonly headers: readonly string[];
  run(context: S3Context, request: S3Request): ServiceResponse;
}
