/** The exact actions of READ and of WRITE on objects, and the exact actions of a listing without a prefix. */
export const READ_ACTIONS = ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging'];

export const WRITE_ACTIONS = [
  's3:PutObject',
  's3:DeleteObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];

export const LIST_ACTIONS = ['s3:GetBucketLocation', 's3:ListBucket'];
