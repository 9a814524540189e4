import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Account } from '../account.ts';
import type { AccessLogContext } from './access-log.ts';
import { DEFAULT_STAGE } from './http-api.ts';

const REQUEST_ID_BYTES = 12;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** One request as received, and what the access log will show of it. */
export interface Exchange {
  readonly requestId: string;
  readonly receivedAt: Date;
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  /** As received, percent-encoded. */
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly protocol: string;
  /** Names and values in turn, as node:http provides them. */
  readonly rawHeaders: readonly string[];
  /** Names are in lower case. Repeated headers are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly domainName: string;
  readonly logged: AccessLogContext;
}

export function openExchange(
  request: IncomingMessage,
  { apiId, account, now }: { apiId: string; account: Account; now: Date },
): Exchange {
  const url = request.url ?? '/';
  const [rawPath = '/', ...query] = url.split('?');
  const headers = joinHeaders(request.rawHeaders);
  const exchange = {
    requestId: `${randomBytes(REQUEST_ID_BYTES).toString('base64url').slice(1)}=`,
    receivedAt: now,
    method: request.method ?? '',
    url,
    rawPath,
    rawQueryString: query.join('?'),
    protocol: `HTTP/${request.httpVersion}`,
    rawHeaders: request.rawHeaders,
    headers,
    sourceIp: request.socket.remoteAddress ?? '',
    userAgent: headers['user-agent'] ?? '',
    domainName: `${apiId}.execute-api.${account.region}.${domainSuffix(account.partition)}`,
  };
  return {
    ...exchange,
    logged: {
      accountId: account.accountId,
      apiId,
      stage: DEFAULT_STAGE,
      requestId: exchange.requestId,
      extendedRequestId: exchange.requestId,
      requestTime: requestTime(now),
      requestTimeEpoch: String(Math.floor(now.getTime() / 1_000)),
      httpMethod: exchange.method,
      path: rawPath,
      protocol: exchange.protocol,
      domainName: exchange.domainName,
      domainPrefix: apiId,
      'identity.sourceIp': exchange.sourceIp,
      'identity.userAgent': exchange.userAgent,
    },
  };
}

/** `21/Nov/2026:20:00:00 +0000` */
export function requestTime(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().slice(0, 19).split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock} +0000`;
}

function domainSuffix(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(headers);
}
