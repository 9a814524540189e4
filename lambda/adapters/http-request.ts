import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BrokerError } from '../../core/broker-error.ts';

/** Far above the longest valid body: a target of 1,024 bytes and some short fields. */
const BODY_MAX_BYTES = 16 * 1024;

/** The part of an HTTP API's event that holds the body. */
export type HttpBody = Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>;

const JSON_CONTENT_TYPE = /^application\/json *(;|$)/i;

/** @returns the request's body as parsed JSON. @throws BrokerError InvalidRequest */
export function jsonBody(event: HttpBody): unknown {
  const contentType = event.headers['content-type'] ?? '';
  if (!JSON_CONTENT_TYPE.test(contentType)) {
    throw invalid('Content-Type: must be application/json.');
  }
  const { body = '', isBase64Encoded } = event;
  const length = Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8');
  if (length > BODY_MAX_BYTES) {
    throw invalid(`body: must be at most ${BODY_MAX_BYTES} bytes, was ${length}.`);
  }
  try {
    return JSON.parse(isBase64Encoded ? decoded(body) : body);
  } catch {
    // The parser's message would quote the body.
    throw invalid('body: must be JSON in UTF-8.');
  }
}

function decoded(base64: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
}

function invalid(message: string): BrokerError {
  return new BrokerError('InvalidRequest', message);
}
