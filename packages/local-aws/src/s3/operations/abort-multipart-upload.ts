import type { S3Operation } from '../s3-operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: S3Operation = {
  parameters: ['uploadId'],
  headers: [],
  run(context, request) {
    const { uploads } = context.access.toObject(request, 's3:AbortMultipartUpload');
    uploads.end(uploads.get(request.parameters.get('uploadId') ?? '', request.objectKey));
    return { status: 204, headers: {}, body: '' };
  },
};
