import { AwsError } from '../aws-error.ts';
import { CheckedBody, type Digests } from './checksums/checked-body.ts';
import type { ExpectedChecksums } from './checksums/expected-checksums.ts';
import type { Content } from './content/content.ts';
import type { S3Context } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';

/** The maximum number of bytes in one request. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_UPLOAD_BYTES = 5 * 1024 ** 3;

/**
 * Stores the body of a request, and checks its checksums. If a check fails, nothing is stored.
 *
 * @throws AwsError EntityTooLarge, BadDigest, MalformedTrailerError, and the errors of the signature
 */
export async function storeBody(
  context: S3Context,
  { headers, body }: S3Request,
  expected: ExpectedChecksums,
): Promise<Digests & { readonly content: Content }> {
  assertSize(headers['x-amz-decoded-content-length'] ?? headers['content-length']);
  const checked = new CheckedBody(body, expected);
  const content = await context.contents.store(checked);
  return { content, ...checked.digests };
}

function assertSize(length: string | undefined): void {
  if (Number(length ?? 0) > MAX_UPLOAD_BYTES) {
    throw new AwsError(
      'EntityTooLarge',
      'Your proposed upload exceeds the maximum allowed size',
      400,
      { ProposedSize: length ?? '', MaxSizeAllowed: String(MAX_UPLOAD_BYTES) },
    );
  }
}
