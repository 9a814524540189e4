/**
 * Bucket CORS as Amazon S3 reads it.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
 */
export interface BucketCors {
  readonly CORSRules: readonly CorsRule[];
}

interface CorsRule {
  readonly ID: string;
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders: readonly string[];
  readonly ExposeHeaders: readonly string[];
  readonly MaxAgeSeconds: number;
}

/**
 * Lets a browser send the portal's requests to a bucket, and lets the portal read the answers. It gives nobody permissions: each
 * request needs credentials as before.
 *
 * @param origin of the portal, `https://HOST`
 */
export function portalCors(origin: string): BucketCors {
  return {
    CORSRules: [
      {
        ID: 'federation-broker-portal',
        AllowedOrigins: [origin],
        AllowedMethods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
        AllowedHeaders: ['*'],
        // An upload in parts sends the ETag of each part.
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 3600,
      },
    ],
  };
}
