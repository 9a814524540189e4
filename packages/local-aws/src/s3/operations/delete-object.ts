import type { S3Operation } from '../s3-operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: S3Operation = {
  parameters: [],
  headers: [],
  run(context, request) {
    context.access.toObject(request, 's3:DeleteObject').deleteObject(request.objectKey);
    return { status: 204, headers: {}, body: '' };
  },
};
