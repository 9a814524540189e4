import { type ExpectedSetting, settings } from './expected-setting.ts';

const NAMESPACE = 'FederationBroker/MutatedBroker';

/** What five minutes of an alarm's metric are asked. */
interface Watch {
  readonly metric: string;
  readonly threshold: number;
  /** Left out, the stack's own. */
  readonly namespace?: string;
  readonly dimension?: readonly [name: string, logicalId: string];
  readonly statistic?: string;
  readonly missingData?: string;
}

const serverErrorsOf = (api: string): Watch => ({
  namespace: 'AWS/ApiGateway',
  metric: '5xx',
  dimension: ['ApiId', api],
  threshold: 5,
});

const ALARMS: Readonly<Record<string, Watch>> = {
  RotationFailed: {
    namespace: 'AWS/Lambda',
    metric: 'Errors',
    dimension: ['FunctionName', 'BrokerAccessKeyRotation'],
    threshold: 1,
  },
  NoUsableAccessKey: { metric: 'AccessKeyUnavailable', threshold: 1 },
  // Two days after the seventh. A broker that nobody calls reports no age, and its key grows no younger.
  AccessKeyTooOld: {
    metric: 'AccessKeyAge',
    statistic: 'Maximum',
    threshold: 9,
    missingData: 'ignore',
  },
  AwsAccessDenied: { metric: 'AwsAccessDenied', threshold: 1 },
  // As many as the throttle lets through in a second.
  Throttled: { metric: 'ThrottledRequests', threshold: 200 },
  IamApiServerErrors: serverErrorsOf('IamApi'),
  JwtApiServerErrors: serverErrorsOf('JwtApi'),
  Denials: { metric: 'Denials', threshold: 200 },
};

export const ALARM_IDS = Object.keys(ALARMS).map((name) => `Alarms${name}`);

const alarms = Object.entries(ALARMS).flatMap(([name, watch]) =>
  settings([`Alarms${name}`], {
    Type: 'AWS::CloudWatch::Alarm',
    'Properties.ActionsEnabled': undefined,
    'Properties.AlarmActions': ['arn:aws:sns:us-east-1:111122223333:broker-alarms'],
    'Properties.ComparisonOperator': 'GreaterThanOrEqualToThreshold',
    'Properties.Dimensions': watch.dimension && [
      { Name: watch.dimension[0], Value: { Ref: watch.dimension[1] } },
    ],
    'Properties.EvaluationPeriods': 1,
    'Properties.MetricName': watch.metric,
    'Properties.Namespace': watch.namespace ?? NAMESPACE,
    'Properties.Period': 300,
    'Properties.Statistic': watch.statistic ?? 'Sum',
    'Properties.Threshold': watch.threshold,
    'Properties.TreatMissingData': watch.missingData ?? 'notBreaching',
  }),
);

/** The lines of a log that a metric is made of. */
interface Count {
  readonly pattern: string;
  /** Left out, the filter's own name. */
  readonly metric?: string;
  /** Left out, the broker function's. */
  readonly log?: string;
  /** Left out, one for each line. */
  readonly value?: string;
}

const throttledRequestsOf = (api: string): Count => ({
  metric: 'ThrottledRequests',
  log: `${api}AccessLog`,
  pattern: '{ $.status = "429" }',
});

const FILTERS: Readonly<Record<string, Count>> = {
  Issues: { pattern: '{ ($.event = "TokenIssued") || ($.event = "SignInLinkIssued") }' },
  Listings: { pattern: '{ $.event = "KeysListed" }' },
  Denials: { pattern: '{ ($.event = "AccessDenied") || ($.event = "CallerRefused") }' },
  AccessKeyUnavailable: {
    pattern: '{ ($.event = "RequestFailed") && ($.code = "BrokerAccessKeyUnavailable") }',
  },
  AwsAccessDenied: {
    pattern:
      '{ ($.event = "RequestFailed") && ($.code = "UpstreamFailure") && ($.cause.name = "AccessDenied*") }',
  },
  AccessKeyAge: { pattern: '{ $.event = "BrokerAccessKeyRead" }', value: '$.ageDays' },
  IamApiThrottledRequests: throttledRequestsOf('IamApi'),
  JwtApiThrottledRequests: throttledRequestsOf('JwtApi'),
};

const filters = Object.entries(FILTERS).flatMap(([name, { pattern, metric, log, value }]) =>
  settings([`Metrics${name}`], {
    Type: 'AWS::Logs::MetricFilter',
    'Properties.FilterPattern': pattern,
    'Properties.LogGroupName': { Ref: log ?? 'BrokerFunctionLogs' },
    'Properties.MetricTransformations': [
      { MetricName: metric ?? name, MetricNamespace: NAMESPACE, MetricValue: value ?? '1' },
    ],
  }),
);

/** Which lines are counted, and what operators are woken for. */
export const EXPECTED_MONITORING: readonly ExpectedSetting[] = [
  ...alarms,
  ...filters,
  ...settings(['Dashboard'], { Type: 'AWS::CloudWatch::Dashboard' }),
];
