import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { StreamedResponse } from '../service.ts';
import type { BucketAccess } from './bucket-access.ts';
import type { Buckets } from './buckets.ts';
import type { ContentStore } from './content/content-store.ts';
import type { ObjectEncryption } from './object-encryption.ts';
import type { S3Request } from './s3-request.ts';

export interface S3Context {
  readonly account: Account;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly contents: ContentStore;
  readonly access: BucketAccess;
  readonly encryption: ObjectEncryption;
}

/**
 * One operation of the S3 API. A request is refused if it has a query parameter that is not in `parameters`, or an
 * `x-amz-*` or `if-*` header that is not in `headers`.
 */
export interface S3Operation {
  /** Query parameters that the operation reads. */
  readonly parameters: readonly string[];
  /** `x-amz-*` and `if-*` headers that the operation reads. An entry that ends with `-` is a prefix. */
  readonly headers: readonly string[];
  /** If true, the operation reads the body. Otherwise the body is read only to verify the signature. */
  readonly readsBody?: boolean;
  run(context: S3Context, request: S3Request): StreamedResponse | Promise<StreamedResponse>;
}
