/**
 * The S3 client is a third of the broker's code, and only listings need it. The adapter imports this file with `import()`, so the
 * bundler writes the client to a separate file, and the first listing loads that file.
 */
export { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
