import type { ExpectedChecksums } from '../checksums/expected-checksums.ts';
import { readExpectedChecksums } from '../checksums/expected-checksums.ts';
import { invalidRequest } from '../s3-error.ts';
import type { MultipartUpload } from './multipart-upload.ts';

/**
 * Reads the checksums of an UploadPart request. If the upload was started with an algorithm, the part must use the same
 * algorithm.
 *
 * @throws AwsError InvalidRequest, InvalidDigest, NotImplemented
 */
export function readPartChecksums(
  headers: Readonly<Record<string, string>>,
  { checksum }: MultipartUpload,
): ExpectedChecksums {
  const expected = readExpectedChecksums(headers, checksum.algorithm);
  if (checksum.isRequested && expected.isRequested && expected.algorithm !== checksum.algorithm) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.name.toLowerCase()}, actual checksum Type: ${expected.algorithm.name.toLowerCase()}`,
    );
  }
  return expected;
}
