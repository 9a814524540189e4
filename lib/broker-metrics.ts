import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  FilterPattern,
  type ILogGroup,
  type JsonPattern,
  MetricFilter,
} from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';

/** The parts of an API that its metrics need. */
export interface MeasuredApi extends IConstruct {
  readonly apiId: string;
  readonly accessLog: ILogGroup;
}

export interface BrokerMetricsProps {
  /** Names the namespace of the metrics. */
  readonly brokerName: string;
  readonly broker: LambdaFunction;
  readonly rotation: LambdaFunction;
  readonly apis: readonly MeasuredApi[];
}

/** API Gateway's metrics of one API. */
export interface ApiMetrics {
  /** The API's construct id. */
  readonly api: string;
  readonly serverErrors: Metric;
  /** The 95th percentile, in milliseconds. */
  readonly latency: Metric;
}

const REQUEST_FAILED = eventIs('RequestFailed');

/**
 * The metrics of the alarms and the dashboard: AWS's own metrics where they exist, which are free, and metrics that filters
 * derive from the JSON lines of the logs.
 *
 * The derived metrics have the broker's name in their namespace and no dimensions. AWS charges for each as one custom metric,
 * in the hours in which it has data.
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export class BrokerMetrics extends Construct {
  /** Tokens and sign-in links that the broker issued. */
  readonly issues: Metric;
  /** Listings of object keys that the broker answered. */
  readonly listings: Metric;
  /** Requests that no grant covers, and callers that no grant can name. */
  readonly denials: Metric;
  /** Requests that failed because the broker has no access key that AWS accepts. */
  readonly accessKeyUnavailable: Metric;
  /** Requests that failed because AWS denied the broker GetFederationToken or GetSecretValue. */
  readonly awsAccessDenied: Metric;
  /** Days, measured each time the broker reads the key. */
  readonly accessKeyAge: Metric;
  /** Requests that API Gateway answered with 429: its own throttle, or AWS STS or Amazon S3 throttled the broker. */
  readonly throttledRequests: Metric;
  readonly brokerDuration: Metric;
  readonly brokerErrors: Metric;
  readonly brokerThrottles: Metric;
  readonly rotationErrors: Metric;
  readonly apis: readonly ApiMetrics[];
  readonly #namespace: string;

  constructor(scope: Construct, id: string, props: BrokerMetricsProps) {
    super(scope, id);
    const { broker, rotation, apis } = props;
    this.#namespace = `FederationBroker/${props.brokerName}`;
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
      // When Amazon S3 refuses a request, the log has another code, because the broker is not at fault.
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
   * API Gateway's own metric counts 429 among all 4xx, so this one comes from the access logs. API Gateway may omit entries
   * when there are too many, so the number is a lower bound.
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
    // Alarms and dashboards in other Regions need the stack's Region and account.
    return new Metric({ namespace: this.#namespace, metricName, statistic }).attachTo(this);
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
