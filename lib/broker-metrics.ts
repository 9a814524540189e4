import { Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  FilterPattern,
  type ILogGroup,
  type JsonPattern,
  MetricFilter,
} from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';

/** An HTTP API of the broker's, as far as it is measured. */
export interface MeasuredApi extends IConstruct {
  readonly apiId: string;
  readonly accessLog: ILogGroup;
}

export interface BrokerMetricsProps {
  readonly broker: LambdaFunction;
  readonly rotation: LambdaFunction;
  readonly apis: readonly MeasuredApi[];
}

/** What the platform measures of one HTTP API. */
export interface ApiMetrics {
  /** The API's construct id. */
  readonly api: string;
  readonly serverErrors: Metric;
  /** 95 of 100 requests are answered faster; milliseconds. */
  readonly latency: Metric;
}

const REQUEST_FAILED = eventIs('RequestFailed');

/**
 * What alarms and dashboard look at: the platform's own metrics where it has them, which cost nothing, else numbers that
 * metric filters make of the logs' JSON lines.
 *
 * The latter have the stack in their namespace and no dimensions: each is one custom metric, paid for in the hours in
 * which something happens.
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export class BrokerMetrics extends Construct {
  /** Tokens and sign-in links. */
  readonly issues: Metric;
  readonly listings: Metric;
  /** No grant covers what was asked for, or none can name the caller. */
  readonly denials: Metric;
  /** Requests that failed for want of a broker access key that AWS accepts. */
  readonly accessKeyUnavailable: Metric;
  /** Requests that failed because AWS denied the broker what it asked for itself. */
  readonly awsAccessDenied: Metric;
  /** Days, at each reading of the key. */
  readonly accessKeyAge: Metric;
  /** Requests that the gateway answered with 429: its own throttle, or AWS STS or Amazon S3 throttling the broker. */
  readonly throttledRequests: Metric;
  readonly brokerDuration: Metric;
  readonly brokerErrors: Metric;
  readonly brokerThrottles: Metric;
  readonly rotationErrors: Metric;
  readonly apis: readonly ApiMetrics[];
  readonly #namespace: string;

  constructor(scope: Construct, id: string, { broker, rotation, apis }: BrokerMetricsProps) {
    super(scope, id);
    this.#namespace = `FederationBroker/${Stack.of(this).stackName}`;
    const count = (name: string, pattern: JsonPattern) =>
      this.#logged(name, broker.logGroup, pattern, '1', Stats.SUM);

    this.issues = count(
      'Issues',
      FilterPattern.any(eventIs('TokenIssued'), eventIs('SignInLinkIssued')),
    );
    this.listings = count('Listings', eventIs('KeysListed'));
    this.denials = count(
      'Denials',
      FilterPattern.any(eventIs('AccessDenied'), eventIs('CallerRefused')),
    );
    this.accessKeyUnavailable = count(
      'AccessKeyUnavailable',
      FilterPattern.all(REQUEST_FAILED, fieldIs('code', 'BrokerAccessKeyUnavailable')),
    );
    this.awsAccessDenied = count(
      'AwsAccessDenied',
      // Amazon S3's refusals have a code of their own, and are no fault of the broker's.
      FilterPattern.all(
        REQUEST_FAILED,
        fieldIs('code', 'UpstreamFailure'),
        fieldIs('cause.name', 'AccessDenied*'),
      ),
    );
    this.accessKeyAge = this.#logged(
      'AccessKeyAge',
      broker.logGroup,
      eventIs('BrokerAccessKeyRead'),
      '$.ageDays',
      Stats.MAXIMUM,
    );
    this.throttledRequests = this.#throttledRequests(apis);
    this.brokerDuration = broker.metricDuration({ statistic: Stats.percentile(95) });
    this.brokerErrors = broker.metricErrors();
    this.brokerThrottles = broker.metricThrottles();
    this.rotationErrors = rotation.metricErrors();
    this.apis = apis.map(({ node, apiId }) => ({
      api: node.id,
      serverErrors: apiMetric('5xx', apiId, Stats.SUM),
      latency: apiMetric('Latency', apiId, Stats.percentile(95)),
    }));
  }

  /**
   * API Gateway counts its 429s among all 4xx, and its access log tells them apart. It may leave out excessive ones, so
   * that this is a sign and no count.
   * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-monitor.html
   */
  #throttledRequests(apis: readonly MeasuredApi[]): Metric {
    const name = 'ThrottledRequests';
    for (const { node, accessLog } of apis) {
      this.#filter(`${node.id}${name}`, name, accessLog, fieldIs('status', '429'), '1');
    }
    return this.#metric(name, Stats.SUM);
  }

  #logged(
    name: string,
    logGroup: ILogGroup,
    pattern: JsonPattern,
    value: string,
    statistic: string,
  ): Metric {
    this.#filter(name, name, logGroup, pattern, value);
    return this.#metric(name, statistic);
  }

  #filter(
    id: string,
    metricName: string,
    logGroup: ILogGroup,
    filterPattern: JsonPattern,
    metricValue: string,
  ): void {
    new MetricFilter(this, id, {
      logGroup,
      filterPattern,
      metricNamespace: this.#namespace,
      metricName,
      metricValue,
    });
  }

  #metric(metricName: string, statistic: string): Metric {
    return new Metric({ namespace: this.#namespace, metricName, statistic });
  }
}

function eventIs(event: string): JsonPattern {
  return fieldIs('event', event);
}

function fieldIs(name: string, value: string): JsonPattern {
  return FilterPattern.stringValue(`$.${name}`, '=', value);
}

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
function apiMetric(metricName: string, apiId: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: apiId },
    statistic,
  });
}
