import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { BrokerMetrics } from './broker-metrics.ts';

/** The columns of a dashboard, and those of a graph. */
const COLUMNS = 24;
const GRAPH_COLUMNS = 8;

export interface BrokerDashboardProps {
  readonly metrics: BrokerMetrics;
  readonly alarms: readonly IAlarm[];
}

/**
 * One page for the operator on call: the alarms, then the metrics that they watch. AWS charges 3 USD a month for each dashboard
 * of an account beyond the third.
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export class BrokerDashboard extends Construct {
  constructor(scope: Construct, id: string, { metrics, alarms }: BrokerDashboardProps) {
    super(scope, id);
    new Dashboard(this, 'Resource', {
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: COLUMNS })],
        [
          graph('Issues', { Issues: metrics.issues }),
          graph('Listings', { Listings: metrics.listings }),
          graph('Denials', { Denials: metrics.denials }),
        ],
        [
          graph('Latency (95th percentile, ms)', {
            ...Object.fromEntries(metrics.apis.map(({ api, latency }) => [api, latency])),
            function: metrics.brokerDuration,
          }),
          graph('Errors', {
            ...Object.fromEntries(
              metrics.apis.map(({ api, serverErrors }) => [`${api} 5xx`, serverErrors]),
            ),
            function: metrics.brokerErrors,
            rotation: metrics.rotationErrors,
            'no usable key': metrics.accessKeyUnavailable,
            'denied by AWS': metrics.awsAccessDenied,
          }),
          graph('Throttles', {
            '429': metrics.throttledRequests,
            function: metrics.brokerThrottles,
          }),
        ],
        [graph('Age of the access key (days)', { days: metrics.accessKeyAge })],
      ],
    });
  }
}

function graph(title: string, metrics: Readonly<Record<string, Metric>>): GraphWidget {
  return new GraphWidget({
    title,
    width: GRAPH_COLUMNS,
    left: Object.entries(metrics).map(([label, metric]) => metric.with({ label })),
  });
}
