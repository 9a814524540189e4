import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BrokerError } from '../../core/broker-error.ts';
import { InvalidInput } from '../../core/problems.ts';
import { parseStrictJson } from '../../core/strict-json.ts';

/** More than a valid body needs: the session policy that STS accepts at most, written with more words. */
const BODY_MAX_BYTES = 16 * 1024;

/** The part of an HTTP API's event that holds the body. */
export type HttpBody = Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const JSON_CONTENT_TYPE = /^application\/json *(;|$)/i;

/** @returns the request's body as parsed JSON. @throws BrokerError InvalidRequest */
export function jsonBody(event: HttpBody): unknown {
  const contentType = event.headers['content-type'] ?? '';
  if (!JSON_CONTENT_TYPE.test(contentType)) {
    throw invalid('Content-Type: must be application/json.');
  }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_MAX_BYTES) {
    throw invalid(`body: must be at most ${BODY_MAX_BYTES} bytes, was ${bytes.length}.`);
  }
  try {
    return parseStrictJson(UTF8.decode(bytes));
  } catch (error) {
    throw invalid(
      error instanceof InvalidInput ? `body: ${error.message}.` : 'body: must be JSON in UTF-8.',
    );
  }
}

function invalid(message: string): BrokerError {
  return new BrokerError('InvalidRequest', message);
}
