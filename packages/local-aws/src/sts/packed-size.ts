import { deflateRawSync } from 'node:zlib';
import { AwsError } from '../aws-error.ts';
import type { SessionTag } from '../iam/principal.ts';

/**
 * Bytes that count as 100 per cent. AWS publishes neither its packed form nor the limit, so this is an approximation:
 * policy and tags as deflated JSON. The scale gives 6 per cent for the example without tags on AWS's page
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html), as AWS does.
 */
const PACKED_BYTES_LIMIT = 1700;

/**
 * Returns the per cent of the limit that session policy and session tags share, or `undefined` if there is neither.
 * Throws PackedPolicyTooLarge.
 */
export function packedSize(
  policyText: string | undefined,
  tags: readonly SessionTag[],
): number | undefined {
  if (policyText === undefined && tags.length === 0) {
    return undefined;
  }
  const policy = policyText === undefined ? '' : JSON.stringify(JSON.parse(policyText));
  const pairs = tags.length === 0 ? '' : JSON.stringify(tags.map(({ key, value }) => [key, value]));
  const size = Math.ceil((100 * deflateRawSync(policy + pairs).length) / PACKED_BYTES_LIMIT);
  if (size > 100) {
    throw new AwsError(
      'PackedPolicyTooLarge',
      `Packed size of session policies and session tags exceeds the limit: ${size}% of it.`,
    );
  }
  return size;
}
