import { deflateRawSync } from 'node:zlib';
import { AwsError } from '../aws-error.ts';
import { parsePolicy } from '../iam/parse-policy.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';

/**
 * Bytes that stand for 100 per cent. AWS publishes neither its packed form nor the limit, so this is an
 * approximation: the policy's deflated JSON, scaled so that the example on AWS's page
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html) comes out at its 6 per cent.
 */
const PACKED_BYTES_LIMIT = 1700;

export interface SessionPolicy {
  readonly document: PolicyDocument;
  /** Per cent of the limit. */
  readonly packedSize: number;
}

/** Throws MalformedPolicyDocument, PackedPolicyTooLarge. */
export function parseSessionPolicy(text: string): SessionPolicy {
  const document = parsePolicy(text, 'session');
  const packedBytes = deflateRawSync(JSON.stringify(JSON.parse(text))).length;
  const packedSize = Math.ceil((100 * packedBytes) / PACKED_BYTES_LIMIT);
  if (packedSize > 100) {
    throw new AwsError(
      'PackedPolicyTooLarge',
      `Packed size of session policies exceeds the limit: ${packedSize}% of it.`,
    );
  }
  return { document, packedSize };
}
