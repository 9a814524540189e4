import { AwsError } from '../../aws-error.ts';
import { CheckedBody } from '../checksums/checked-body.ts';
import { CHECKSUM_HEADERS, readExpectedChecksums } from '../checksums/expected-checksums.ts';
import { corsElements, readCorsConfiguration } from '../cors/cors-xml.ts';
import type { S3Operation } from '../s3-operation.ts';
import { xmlResponse } from '../xml.ts';
import { readSmallBody } from '../xml-body.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const putBucketCors: S3Operation = {
  parameters: ['cors'],
  headers: CHECKSUM_HEADERS,
  readsBody: true,
  async run(context, request) {
    const bucket = context.access.toBucket(request, 's3:PutBucketCORS');
    const body = new CheckedBody(request.body, readExpectedChecksums(request.headers));
    bucket.cors = readCorsConfiguration((await readSmallBody(body)).toString('utf8'));
    return { status: 200, headers: {}, body: '' };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html */
export const getBucketCors: S3Operation = {
  parameters: ['cors'],
  headers: [],
  run(context, request) {
    const { name, cors } = context.access.toBucket(request, 's3:GetBucketCORS');
    if (cors === undefined) {
      throw new AwsError('NoSuchCORSConfiguration', 'The CORS configuration does not exist', 404, {
        BucketName: name,
      });
    }
    return xmlResponse('CORSConfiguration', corsElements(cors));
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html */
export const deleteBucketCors: S3Operation = {
  parameters: ['cors'],
  headers: [],
  run(context, request) {
    context.access.toBucket(request, 's3:PutBucketCORS').cors = undefined;
    return { status: 204, headers: {}, body: '' };
  },
};
