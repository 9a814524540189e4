import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { ServiceResponse } from '../service.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

// Codes, messages and statuses: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html

export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError('InvalidArgument', message, 400, {
    ArgumentName: name,
    ArgumentValue: value,
  });
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequest', message);
}

/** @param what the header, parameter or operation */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `The local AWS does not support ${what} in S3.`, 501);
}

export function noSuchBucket(bucketName: string): AwsError {
  return new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, {
    BucketName: bucketName,
  });
}

export function noSuchKey(objectKey: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: objectKey });
}

/** Writes the error as S3 does. An answer to HEAD has no body. */
export function renderS3Error(
  error: AwsError,
  request: { readonly requestId: string; readonly method: string },
): ServiceResponse {
  const hostId = createHash('sha256').update(request.requestId).digest('base64');
  const elements: XmlElement[] = [
    ['Code', error.code],
    ['Message', error.message],
    ...Object.entries(error.fields),
    ['RequestId', request.requestId],
    ['HostId', hostId],
  ];
  return {
    status: error.status,
    headers: {
      'content-type': 'application/xml',
      'x-amz-request-id': request.requestId,
      'x-amz-id-2': hostId,
    },
    body: request.method === 'HEAD' ? '' : xmlDocument('Error', elements),
  };
}
