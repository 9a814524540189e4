/** The end of the supported virtual hosts: `BUCKET.localhost` and `BUCKET.s3.REGION.localhost`. */
const LOCALHOST = '.localhost';

/**
 * Returns the bucket in the Host header of a virtual-hosted-style request, or undefined for a path-style request.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 *
 * @param host the Host header, with or without a port
 */
export function bucketOfHost(host: string | undefined, region: string): string | undefined {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!name.endsWith(LOCALHOST)) {
    return undefined;
  }
  const labels = name.slice(0, -LOCALHOST.length);
  const service = `s3.${region}`;
  if (labels === service) {
    return undefined;
  }
  return labels.endsWith(`.${service}`) ? labels.slice(0, -service.length - 1) : labels;
}
