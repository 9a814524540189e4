/**
 * The S3 client is a third of the broker's code, and only listings need it. The adapter imports this file with `import()`, so the
 * bundle has it as a file of its own, which the first listing loads.
 */
export { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
