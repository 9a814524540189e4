/**
 * The hosts of S3: `s3.REGION.amazonaws.com`, with or without `BUCKET.` before it, in every partition, and the same with
 * `localhost`, which many systems resolve to loopback.
 * https://docs.aws.amazon.com/general/latest/gr/s3.html
 */
const S3_HOST =
  /^(?:(.+)\.)?s3\.[a-z]+(?:-[a-z]+)+-\d+\.(?:localhost|amazonaws\.(?:com|com\.cn|eu))$/;

/** `BUCKET.localhost` */
const SHORT_HOST = /^(.+)\.localhost$/;

/**
 * Returns the bucket in the Host header of a virtual-hosted-style request, or undefined for a path-style request.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 *
 * @param host the Host header, with or without a port
 */
export function bucketOfHost(host: string | undefined): string | undefined {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return (S3_HOST.exec(name) ?? SHORT_HOST.exec(name))?.[1];
}
