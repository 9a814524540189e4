/** The number of keys in the simulated bucket. */
export const KEYS = 1_000_000;

/** The number of keys on a page, which is S3's default and maximum. */
export const PAGE_KEYS = 1000;

/**
 * One page of a bucket with a million keys. The continuation token is the number of the next key.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listingPage(query: URLSearchParams): string {
  const first = Number(query.get('continuation-token') ?? 0);
  const next = Math.min(first + Number(query.get('max-keys') ?? PAGE_KEYS), KEYS);
  const contents = Array.from({ length: next - first }, (_, index) => entry(first + index));
  const continuation = next < KEYS ? `<NextContinuationToken>${next}</NextContinuationToken>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>amzn-s3-demo-bucket</Name><Prefix>team-a/</Prefix><KeyCount>${next - first}</KeyCount><MaxKeys>${PAGE_KEYS}</MaxKeys><EncodingType>url</EncodingType><IsTruncated>${next < KEYS}</IsTruncated>${continuation}${contents.join('')}</ListBucketResult>`;
}

function entry(number: number): string {
  return `<Contents><Key>team-a/reports/2026/report+${number}.csv</Key><LastModified>2026-11-21T20:00:00.000Z</LastModified><ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag><Size>${number}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
}
