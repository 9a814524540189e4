import type { Metrics } from './metrics.ts';

/** An answer of API Gateway, and its time. */
export interface GatewayAnswer {
  readonly status: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Milliseconds since 1970. */
  readonly answeredAt: number;
}

/**
 * Puts the metrics of an answer, as API Gateway does.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function putGatewayMetrics(metrics: Metrics, apiId: string, answer: GatewayAnswer): void {
  const { status, receivedAt, answeredAt } = answer;
  const values = {
    Count: 1,
    '4xx': status >= 400 && status < 500 ? 1 : 0,
    '5xx': status >= 500 ? 1 : 0,
    Latency: answeredAt - receivedAt,
  };
  for (const [name, value] of Object.entries(values)) {
    metrics.put(
      { namespace: 'AWS/ApiGateway', name, dimensions: { ApiId: apiId } },
      { timestamp: answeredAt, value },
    );
  }
}
