import { validateHeaderName, validateHeaderValue } from 'node:http';

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** The function answered, but API Gateway cannot pass this answer on. */
export class MalformedResponse extends Error {}

/** The gateway sets these headers itself. */
const FRAMING_HEADERS = new Set(['connection', 'content-length', 'transfer-encoding']);

/**
 * Reads a function's response in payload format 2.0. Without a `statusCode`, the response is the body of a 200.
 * Throws MalformedResponse.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function parseFunctionResponse(payload: unknown): GatewayResponse {
  if (!isRecord(payload) || payload.statusCode === undefined) {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(text),
    };
  }
  const headers: Record<string, string | readonly string[]> = {
    'content-type': 'text/plain;charset=UTF-8',
    ...headersOf(payload.headers ?? {}),
  };
  const cookies = cookiesOf(payload.cookies ?? []);
  if (cookies.length > 0) {
    headers['set-cookie'] = cookies;
  }
  return { status: statusOf(payload.statusCode), headers, body: bodyOf(payload) };
}

function statusOf(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599) {
    return value;
  }
  throw new MalformedResponse(
    'The function’s response has a statusCode that is not an HTTP status',
  );
}

function headersOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) {
    throw new MalformedResponse('The function’s response has headers that are not an object');
  }
  const headers: Record<string, string> = {};
  for (const [name, content] of Object.entries(value)) {
    const lowerName = name.toLowerCase();
    if (!['string', 'number', 'boolean'].includes(typeof content) || !isHeader(name, content)) {
      throw new MalformedResponse(`The function’s response has a malformed header ${name}`);
    }
    if (!FRAMING_HEADERS.has(lowerName)) {
      headers[lowerName] = String(content);
    }
  }
  return headers;
}

function cookiesOf(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((cookie) => isHeader('set-cookie', cookie))) {
    return value.map(String);
  }
  throw new MalformedResponse('The function’s response has malformed cookies');
}

function bodyOf({ body = '', isBase64Encoded }: Readonly<Record<string, unknown>>): Buffer {
  if (typeof body !== 'string') {
    throw new MalformedResponse('The function’s response has a body that is not a string');
  }
  return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
}

function isHeader(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
    return true;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
