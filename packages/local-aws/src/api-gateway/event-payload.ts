import type { Account } from '../account.ts';
import { type Exchange, requestTime } from './exchange.ts';
import { DEFAULT_STAGE } from './http-api.ts';
import type { Caller } from './route-authorization.ts';

/** Bodies of these types reach the function as text, all other bodies as base64. */
const TEXT_TYPE =
  /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.-]+\+(json|xml)\b)/i;

export interface MatchedRequest {
  readonly exchange: Exchange;
  readonly account: Account;
  readonly apiId: string;
  readonly routeKey: string;
  /** Decoded. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Undefined on an open route. */
  readonly caller: Caller | undefined;
  readonly body: Buffer;
}

/**
 * Builds the event that the function receives, in payload format 2.0.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventPayload(request: MatchedRequest): Record<string, unknown> {
  const { exchange, account, apiId, routeKey, path, pathParameters, caller } = request;
  const { cookie, ...headers } = exchange.headers;
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: exchange.rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/[;,]\s*/) }),
    headers: {
      ...headers,
      'x-forwarded-for': exchange.sourceIp,
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '443',
    },
    ...present('queryStringParameters', queryParameters(exchange.rawQueryString)),
    requestContext: {
      accountId: account.accountId,
      apiId,
      ...(caller !== undefined && { authorizer: caller }),
      domainName: exchange.domainName,
      domainPrefix: apiId,
      http: {
        method: exchange.method,
        path,
        protocol: exchange.protocol,
        sourceIp: exchange.sourceIp,
        userAgent: exchange.userAgent,
      },
      requestId: exchange.requestId,
      routeKey,
      stage: DEFAULT_STAGE,
      time: requestTime(exchange.receivedAt),
      timeEpoch: exchange.receivedAt.getTime(),
    },
    ...present('pathParameters', pathParameters),
    ...bodyFields(request.body, headers['content-type']),
  };
}

function bodyFields(body: Buffer, contentType = ''): Record<string, unknown> {
  if (body.length === 0) {
    return { isBase64Encoded: false };
  }
  const isBase64Encoded = !TEXT_TYPE.test(contentType);
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** Names and values are decoded. Values of a repeated name are joined by commas. */
function queryParameters(rawQueryString: string): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const earlier = parameters.get(name);
    parameters.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(parameters);
}

function present(name: string, values: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.keys(values).length > 0 ? { [name]: values } : {};
}
