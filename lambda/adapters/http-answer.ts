import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { BrokerError, type BrokerErrorCode } from '../../core/broker-error.ts';
import type { ErrorResponse } from '../../core/responses/error-response.ts';
import { describeError, writeLog } from './log.ts';

/** The HTTP status of each error. */
export const STATUS_BY_CODE: Readonly<Record<BrokerErrorCode, number>> = {
  InvalidRequest: 400,
  PolicyTooLarge: 400,
  AccessDenied: 403,
  BucketAccessDenied: 403,
  NoSuchBucket: 404,
  Throttled: 429,
  InternalError: 500,
  UpstreamFailure: 502,
  BrokerAccessKeyUnavailable: 503,
  UpstreamTimeout: 504,
};

/** No cache may keep answers, because they contain credentials and permissions. */
const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

export function answer(body: unknown): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: HEADERS, body: JSON.stringify(body) };
}

/** The answer to a failed request. Only the log shows what AWS answered. */
export function errorAnswer(error: unknown, requestId: string): APIGatewayProxyStructuredResultV2 {
  const { code, message, retryAfterSeconds, cause } = brokerError(error);
  const statusCode = STATUS_BY_CODE[code];
  if (cause !== undefined || statusCode >= 500) {
    const details = cause === undefined ? {} : { cause: describeError(cause) };
    writeLog({ event: 'RequestFailed', requestId, code, message, ...details });
  }
  const body: ErrorResponse = { Code: code, Message: message, RequestId: requestId };
  return {
    statusCode,
    headers: {
      ...HEADERS,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify(body),
  };
}

function brokerError(error: unknown): BrokerError {
  return error instanceof BrokerError
    ? error
    : new BrokerError(
        'InternalError',
        'The broker failed. Its log has the reason under the RequestId.',
        {
          cause: error,
        },
      );
}
