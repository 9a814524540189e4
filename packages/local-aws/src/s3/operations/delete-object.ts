import { deleteKey } from '../delete-key.ts';
import type { S3Operation } from '../s3-operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: S3Operation = {
  parameters: [],
  headers: ['if-match'],
  run(context, request) {
    deleteKey(context, request, request.headers['if-match']);
    return { status: 204, headers: {}, body: '' };
  },
};
