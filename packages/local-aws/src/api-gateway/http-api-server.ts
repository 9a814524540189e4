import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayAnswer } from '../cloudwatch/gateway-metrics.ts';
import type { FunctionInvoker } from '../lambda/invoker.ts';
import { readBody } from '../loopback-server.ts';
import { renderAccessLog } from './access-log.ts';
import { eventPayload } from './event-payload.ts';
import { type Exchange, openExchange } from './exchange.ts';
import type { GatewayResponse } from './function-response.ts';
import { GatewayError } from './gateway-error.ts';
import { DEFAULT_STAGE, type HttpApi, type Route, type StageSettings } from './http-api.ts';
import { invokeIntegration } from './integration.ts';
import {
  authorizeRoute,
  loggedCaller,
  type RouteAuthorizationOptions,
} from './route-authorization.ts';
import { compareRoutes, matchRoute } from './route-key.ts';
import { TokenBucket } from './token-bucket.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1_024 * 1_024;
/** Bytes of the request line and all header values together. Source as above. */
const MAX_HEADER_BYTES = 10_240;

/** The key of the throttle of the whole stage. No route has this key. */
const STAGE_BUCKET = '';

export interface HttpApiServerOptions extends RouteAuthorizationOptions {
  readonly functions: FunctionInvoker;
  /** Writes one line to a log group, as the delivery service of CloudWatch Logs does. */
  readonly deliverAccessLog: (logGroup: string, logStream: string, message: string) => void;
  /** Receives every answer, to count it. */
  readonly onAnswered?: (apiId: string, answer: GatewayAnswer) => void;
  /** Receives internal errors of the local AWS. The caller gets a 500. */
  readonly onInternalError: (error: unknown) => void;
}

interface RouteMatch {
  readonly route: Route;
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Answers the requests to one HTTP API. */
export class HttpApiServer {
  readonly #api: HttpApi;
  readonly #options: HttpApiServerOptions;
  #throttle: { stage: StageSettings; buckets: Map<string, TokenBucket> } | undefined;

  constructor(api: HttpApi, options: HttpApiServerOptions) {
    this.#api = api;
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { account, clock } = this.#options;
    const now = clock.now();
    const exchange = openExchange(request, { apiId: this.#api.apiId, account, now });
    const answer = await this.#answer(request, exchange);
    response.writeHead(answer.status, {
      date: now.toUTCString(),
      ...answer.headers,
      'content-length': answer.body.length,
      'apigw-requestid': exchange.requestId,
    });
    response.end(answer.body);
    this.#options.onAnswered?.(this.#api.apiId, {
      status: answer.status,
      receivedAt: exchange.receivedAt.getTime(),
      answeredAt: clock.now().getTime(),
    });
    this.#log(exchange, answer);
  }

  async #answer(request: IncomingMessage, exchange: Exchange): Promise<GatewayResponse> {
    try {
      const body = await readBody(request, MAX_BODY_BYTES);
      return await this.#serve(exchange, body);
    } catch (error) {
      if (error instanceof GatewayError) {
        Object.assign(exchange.logged, error.logged, {
          'error.message': error.message,
          'error.messageString': JSON.stringify(error.message),
        });
        return messageResponse(error.status, error.message, error.headers);
      }
      // A caller who disconnects in the middle of a body is not an internal error.
      if (request.complete) {
        this.#options.onInternalError(error);
      }
      return messageResponse(500, 'Internal Server Error');
    }
  }

  async #serve(exchange: Exchange, body: Buffer | undefined): Promise<GatewayResponse> {
    if (headerBytes(exchange) > MAX_HEADER_BYTES) {
      throw new GatewayError(431, 'Request Header Fields Too Large');
    }
    if (body === undefined) {
      throw new GatewayError(413, 'Request Entity Too Large');
    }
    const { route, path, pathParameters } = this.#match(exchange);
    const { routeKey } = route;
    exchange.logged.routeKey = routeKey.text;
    this.#takeToken(routeKey.text);
    const { method, url, rawHeaders, sourceIp } = exchange;
    const caller = await authorizeRoute(
      { method, url, rawHeaders, body, sourceIp, resource: this.#arnOf(method, path) },
      route.authorization,
      this.#api.authorizers,
      this.#options,
    );
    Object.assign(exchange.logged, loggedCaller(caller));
    const { apiId } = this.#api;
    const { account } = this.#options;
    return invokeIntegration({
      integration: this.#api.integrations.get(route.integrationId),
      event: eventPayload({
        exchange,
        account,
        apiId,
        routeKey: routeKey.text,
        path,
        pathParameters,
        caller,
        body,
      }),
      functions: this.#options.functions,
      sourceArn: this.#arnOf(routeKey.method, routeKey.path),
      sourceAccount: account.accountId,
      logged: exchange.logged,
    });
  }

  #match({ rawPath, method }: Exchange): RouteMatch {
    const segments = decodeSegments(rawPath);
    const routes = this.#isReachable() ? [...this.#api.routes.values()] : [];
    for (const route of routes.sort((a, b) => compareRoutes(a.routeKey, b.routeKey))) {
      const pathParameters = matchRoute(route.routeKey, method, segments);
      if (pathParameters) {
        return { route, path: segments.join('/'), pathParameters };
      }
    }
    throw new GatewayError(404, 'Not Found');
  }

  /** The loopback URL stands for every domain name of the API. */
  #isReachable(): boolean {
    const { stage, hasExecuteApiEndpoint, domainNames } = this.#api;
    return stage !== undefined && (hasExecuteApiEndpoint || domainNames.size > 0);
  }

  /**
   * Takes a token before the caller is authorized. A route with its own throttle settings has its own token bucket. All
   * other routes share the token bucket of the stage.
   *
   * AWS documents neither the order nor the sharing. Throttling first saves the work of the authorization. A shared
   * bucket lets the fewest requests pass.
   */
  #takeToken(routeKey: string): void {
    const { stage } = this.#api;
    const routeThrottle = stage?.routeThrottles.get(routeKey);
    const settings = routeThrottle ?? stage?.throttle;
    if (!stage || !settings) {
      return;
    }
    if (this.#throttle?.stage !== stage) {
      this.#throttle = { stage, buckets: new Map() };
    }
    const { buckets } = this.#throttle;
    const name = routeThrottle === undefined ? STAGE_BUCKET : routeKey;
    const bucket = buckets.get(name) ?? new TokenBucket(settings, this.#options.clock);
    buckets.set(name, bucket);
    if (!bucket.take()) {
      throw new GatewayError(429, 'Too Many Requests');
    }
  }

  #arnOf(method: string, path: string): string {
    const { partition, region, accountId } = this.#options.account;
    return `arn:${partition}:execute-api:${region}:${accountId}:${this.#api.apiId}/${DEFAULT_STAGE}/${method}${path}`;
  }

  #log(exchange: Exchange, answer: GatewayResponse): void {
    const accessLog = this.#api.stage?.accessLog;
    if (!accessLog) {
      return;
    }
    const elapsed = this.#options.clock.now().getTime() - exchange.receivedAt.getTime();
    const line = renderAccessLog(accessLog.format, {
      ...exchange.logged,
      status: String(answer.status),
      responseLength: String(answer.body.length),
      responseLatency: String(elapsed),
    });
    this.#options.deliverAccessLog(accessLog.logGroup, this.#api.apiId, line);
  }
}

function decodeSegments(rawPath: string): readonly string[] {
  try {
    return rawPath.split('/').map(decodeURIComponent);
  } catch {
    throw new GatewayError(400, 'Bad Request');
  }
}

function headerBytes({ method, url, protocol, rawHeaders }: Exchange): number {
  const values = rawHeaders.filter((_entry, index) => index % 2 === 1);
  return Buffer.byteLength([`${method} ${url} ${protocol}`, ...values].join(''));
}

function messageResponse(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GatewayResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify({ message })),
  };
}
