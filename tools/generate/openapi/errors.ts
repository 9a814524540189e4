import type { BrokerErrorCode } from '../../../core/broker-error.ts';
import { STATUS_BY_CODE } from '../../../lambda/adapters/http-answer.ts';

const MEANINGS: Readonly<Record<BrokerErrorCode, string>> = {
  InvalidRequest:
    'The request is malformed. The message names each field, its fault and its limit.',
  PolicyTooLarge:
    'The session policy or a tag is larger than STS accepts. Ask for a target with a shorter key or prefix.',
  AccessDenied: 'No grant covers the request, or no grant can name the caller.',
  BucketAccessDenied:
    'A grant covers the request, but Amazon S3 refused it. Check the bucket policy, the account and the KMS key.',
  NoSuchBucket: 'The bucket does not exist.',
  Throttled: 'STS, Amazon S3 or Secrets Manager throttles. Retry-After says when to try again.',
  InternalError: 'The broker failed. Its log has the reason under the RequestId.',
  UpstreamFailure: 'An AWS service failed or refused the broker. The log has the reason.',
  BrokerAccessKeyUnavailable:
    'There is no usable broker access key, for example before the first rotation. Retry-After says when to try again.',
  UpstreamTimeout: 'An AWS service did not answer in time.',
};

/** Errors of API Gateway itself, with the body `{"message"}`. */
const GATEWAY_MEANINGS: Readonly<Record<number, string>> = {
  401: 'The token is missing, expired, from another issuer or for another audience.',
  403: 'The signature is not valid, the caller policy is missing, or the token lacks a scope.',
  413: 'The body is larger than 10 MB.',
  429: 'The API received more requests than its throttle allows.',
  431: 'The request line and the headers are larger than 10,240 bytes. A token with many claims can be too large.',
  500: 'API Gateway or AWS Lambda failed.',
  503: 'AWS Lambda did not run the function, or it did not answer in time.',
};

/** Everything about the errors of one route with one status. */
export interface StatusErrors {
  readonly status: number;
  /** The broker's errors with this status. */
  readonly codes: readonly BrokerErrorCode[];
  /** Whether API Gateway can answer with this status, too. */
  readonly isGateways: boolean;
  readonly description: string;
}

/** Groups the errors of a route by status. */
export function errorsByStatus(
  codes: readonly BrokerErrorCode[],
  hasBody: boolean,
): readonly StatusErrors[] {
  const gateway = Object.keys(GATEWAY_MEANINGS).map(Number);
  const statuses = new Set([...codes.map((code) => STATUS_BY_CODE[code]), ...gateway]);
  return [...statuses]
    .filter((status) => status !== 413 || hasBody)
    .sort((one, other) => one - other)
    .map((status) => {
      const ofStatus = codes.filter((code) => STATUS_BY_CODE[code] === status);
      const meaning = GATEWAY_MEANINGS[status];
      const lines = [
        ...ofStatus.map((code) => `${code}: ${MEANINGS[code]}`),
        ...(meaning === undefined ? [] : [`From API Gateway: ${meaning}`]),
      ];
      return {
        status,
        codes: ofStatus,
        isGateways: meaning !== undefined,
        description: lines.join('\n\n'),
      };
    });
}
