import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Requester } from '../iam/authorizer.ts';
import type { S3Service } from '../s3/s3-service.ts';
import type { RequestBody } from '../service.ts';
import type { CodeLocation } from './function-code.ts';

const EMPTY_BODY: RequestBody = { trailers: {}, async *[Symbol.asyncIterator]() {} };

/**
 * Reads an object with the permissions of the requester.
 *
 * @throws AwsError AccessDenied, NoSuchBucket, NoSuchKey
 */
export async function readS3Object(
  s3: S3Service,
  { bucket, objectKey }: CodeLocation,
  { principal, sourceIp = '' }: Requester,
): Promise<Buffer> {
  const key = objectKey.split('/').map(encodeURIComponent).join('/');
  const { body } = await s3.handle({
    requestId: randomUUID(),
    method: 'GET',
    rawPath: `/${bucket}/${key}`,
    rawQuery: '',
    headers: {},
    sourceIp,
    principal,
    body: EMPTY_BODY,
  });
  return typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : buffer(body);
}
