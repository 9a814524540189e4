import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { BrokerAlarms } from '../../lib/broker-alarms.ts';
import { BrokerDashboard } from '../../lib/broker-dashboard.ts';
import { BrokerMetrics, type MeasuredApi } from '../../lib/broker-metrics.ts';
import { ReadableStack } from '../../lib/readable-stack.ts';

const NAMESPACE = 'FederationBroker/Test';
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:alarms';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The members of an API that the test of its metrics needs. */
class Api extends Construct implements MeasuredApi {
  readonly apiId: string;
  readonly accessLog: ILogGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.apiId = `id-of-${id}`;
    this.accessLog = new LogGroup(this, 'AccessLog');
  }
}

function resources({ rotationDays = 30, rateLimit = 50, topicArn = '' } = {}) {
  const stack = new ReadableStack(new App({ analyticsReporting: false }), 'Test');
  const functionOf = (id: string) =>
    new LambdaFunction(stack, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('0'),
      logGroup: new LogGroup(stack, `${id}Logs`),
    });
  const metrics = new BrokerMetrics(stack, 'Metrics', {
    brokerName: 'Test',
    broker: functionOf('Broker'),
    rotation: functionOf('Rotation'),
    apis: [new Api(stack, 'IamApi'), new Api(stack, 'JwtApi')],
  });
  const { alarms } = new BrokerAlarms(stack, 'Alarms', {
    metrics,
    rotationDays,
    throttle: { rateLimit, burstLimit: 100 },
    ...(topicArn === '' ? {} : { topic: Topic.fromTopicArn(stack, 'Topic', topicArn) }),
  });
  new BrokerDashboard(stack, 'Dashboard', { metrics, alarms });
  return Template.fromStack(stack).toJSON().Resources as Readonly<Record<string, Resource>>;
}

function ofType(all: Readonly<Record<string, Resource>>, type: string) {
  return Object.entries(all).filter(([, { Type }]) => Type === type);
}

const alarmsOf = (...options: Parameters<typeof resources>) =>
  ofType(resources(...options), 'AWS::CloudWatch::Alarm');

test('each alarm watches its metric for five minutes', () => {
  const dimension = (Name: string, Value: unknown) => [{ Name, Value }];
  const ofRotation = dimension('FunctionName', { Ref: 'Rotation' });
  const rows = alarmsOf().map(([id, { Properties: alarm }]) => [
    id,
    alarm.Namespace,
    alarm.MetricName,
    alarm.Dimensions,
    alarm.Statistic,
    alarm.Threshold,
    alarm.TreatMissingData,
  ]);
  expect(rows).toEqual([
    ['AlarmsRotationFailed', 'AWS/Lambda', 'Errors', ofRotation, 'Sum', 1, 'notBreaching'],
    ...[
      ['AlarmsNoUsableAccessKey', 'AccessKeyUnavailable', 'Sum', 1, 'notBreaching'],
      ['AlarmsAccessKeyTooOld', 'AccessKeyAge', 'Maximum', 32, 'ignore'],
      ['AlarmsAwsAccessDenied', 'AwsAccessDenied', 'Sum', 1, 'notBreaching'],
      ['AlarmsThrottled', 'ThrottledRequests', 'Sum', 50, 'notBreaching'],
    ].map(([id, name, ...rest]) => [id, NAMESPACE, name, undefined, ...rest]),
    ...['IamApi', 'JwtApi'].map((api) => [
      `Alarms${api}ServerErrors`,
      'AWS/ApiGateway',
      '5xx',
      dimension('ApiId', `id-of-${api}`),
      ...['Sum', 5, 'notBreaching'],
    ]),
    ['AlarmsDenials', NAMESPACE, 'Denials', undefined, 'Sum', 50, 'notBreaching'],
  ]);
  for (const [, { Properties }] of alarmsOf()) {
    expect(Properties).toMatchObject({
      Period: 300,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  }
});

test('the threshold of the key’s age follows the schedule, and those of denials and throttling follow the throttle', () => {
  const thresholds = (rotationDays: number, rateLimit: number) =>
    Object.fromEntries(
      alarmsOf({ rotationDays, rateLimit }).map(([id, { Properties }]) => [
        id,
        Properties.Threshold,
      ]),
    );
  const smallest = thresholds(1, 1);
  expect(smallest).toMatchObject({
    AlarmsAccessKeyTooOld: 3,
    AlarmsThrottled: 10,
    AlarmsDenials: 10,
  });
  expect(thresholds(365, 10_000)).toEqual({
    ...smallest,
    AlarmsAccessKeyTooOld: 367,
    AlarmsThrottled: 10_000,
    AlarmsDenials: 10_000,
  });
});

test('each description says what happened, what to do first, and where to read more', () => {
  for (const [, { Properties }] of alarmsOf()) {
    // What CloudWatch takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    expect(Properties.AlarmDescription).toMatch(
      /^[ -~]{20,}\. What to do first: [a-z][ -~]{9,}\. See https:\/\/[ -~]+\/docs\/operations\.md#alarms$/,
    );
    expect(String(Properties.AlarmDescription).length).toBeLessThanOrEqual(1024);
  }
});

test('alarms notify the configured topic, and nobody without one', () => {
  for (const [, { Properties }] of alarmsOf()) {
    expect(Properties.AlarmActions).toBeUndefined();
  }
  for (const [, { Properties }] of alarmsOf({ topicArn: TOPIC })) {
    expect(Properties.AlarmActions).toEqual([TOPIC]);
  }
});

test('metric filters match these lines of these logs', () => {
  const filters = ofType(resources(), 'AWS::Logs::MetricFilter').map(([, { Properties }]) => {
    const [{ MetricNamespace, ...metric }, ...others] = Properties.MetricTransformations as [
      Record<string, unknown>,
    ];
    expect(MetricNamespace).toBe(NAMESPACE);
    expect(others).toEqual([]);
    return [
      (Properties.LogGroupName as { Ref: string }).Ref,
      Properties.FilterPattern,
      ...[metric.MetricName, metric.MetricValue],
    ];
  });
  const failed = '($.event = "RequestFailed")';
  const unavailable = `{ ${failed} && ($.code = "BrokerAccessKeyUnavailable") }`;
  const denied = `{ ${failed} && ($.code = "UpstreamFailure") && ($.cause.name = "AccessDenied*") }`;
  const either = (a: string, b: string) => `{ ($.event = "${a}") || ($.event = "${b}") }`;
  expect(filters).toEqual([
    ['BrokerLogs', either('TokenIssued', 'SignInLinkIssued'), 'Issues', '1'],
    ['BrokerLogs', '{ $.event = "KeysListed" }', 'Listings', '1'],
    ['BrokerLogs', either('AccessDenied', 'CallerRefused'), 'Denials', '1'],
    ['BrokerLogs', unavailable, 'AccessKeyUnavailable', '1'],
    ['BrokerLogs', denied, 'AwsAccessDenied', '1'],
    ['BrokerLogs', '{ $.event = "BrokerAccessKeyRead" }', 'AccessKeyAge', '$.ageDays'],
    ['IamApiAccessLog', '{ $.status = "429" }', 'ThrottledRequests', '1'],
    ['JwtApiAccessLog', '{ $.status = "429" }', 'ThrottledRequests', '1'],
  ]);
});

test('metrics, alarms and dashboard need no permission and no code', () => {
  const added = Object.entries(resources({ topicArn: TOPIC }))
    .filter(([id]) => /^(Metrics|Alarms|Dashboard)/.test(id))
    .map(([, { Type }]) => Type);
  expect(new Set(added)).toEqual(
    new Set(['AWS::Logs::MetricFilter', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard']),
  );
});

test('the dashboard shows every metric that an alarm watches, and each graph has a title', () => {
  const all = resources();
  const { DashboardBody } = all.Dashboard?.Properties ?? {};
  const { 'Fn::Join': join } = DashboardBody as { 'Fn::Join': [string, unknown[]] };
  const text = join[1]
    .map((part) =>
      typeof part === 'string'
        ? part
        : Object.values(part as object)
            .flat()
            .join('.'),
    )
    .join('');
  const { widgets } = JSON.parse(text) as {
    widgets: { properties: { title: string; alarms?: unknown; metrics?: unknown[][] } }[];
  };
  const drawn = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  for (const [, { Properties }] of ofType(all, 'AWS::CloudWatch::Alarm')) {
    expect(drawn).toContainEqual(
      expect.arrayContaining([Properties.Namespace, Properties.MetricName]),
    );
  }
  expect(widgets.map(({ properties }) => properties.title)).toEqual([
    ...['Alarms', 'Issues', 'Listings', 'Denials', 'Latency (95th percentile, ms)', 'Errors'],
    ...['Throttles', 'Age of the access key (days)'],
  ]);
  expect(widgets[0]?.properties.alarms).toHaveLength(8);
});
