import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BrokerError } from '../../core/broker-error.ts';
import { InvalidInput } from '../../core/problems.ts';
import { parseStrictJson } from '../../core/strict-json.ts';

/** More than a valid body needs: the session policy that STS accepts at most, written with more words. */
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
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_MAX_BYTES) {
    throw invalid(`body: must be at most ${BODY_MAX_BYTES} bytes, was ${bytes.length}.`);
  }
  try {
    return parseStrictJson(utf8(bytes));
  } catch (error) {
    throw invalid(
      error instanceof InvalidInput ? `body: ${error.message}.` : 'body: must be JSON in UTF-8.',
    );
  }
}

/** Decodes like a `TextDecoder` with `fatal: true`. To load that class would make each cold start slower. */
function utf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new Error('The bytes are not UTF-8.');
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function invalid(message: string): BrokerError {
  return new BrokerError('InvalidRequest', message);
}
