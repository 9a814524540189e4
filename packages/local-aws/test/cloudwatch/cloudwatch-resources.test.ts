import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { withAssembly } from '../fixtures/assembly.ts';

const ALARM = {
  AlarmDescription: 'Something happened.',
  AlarmActions: ['arn:aws:sns:us-east-1:111122223333:alarms'],
  Namespace: 'Sample',
  MetricName: 'Reads',
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 2,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
};
const TRANSFORMATION = { MetricName: 'Reads', MetricNamespace: 'Sample', MetricValue: '1' };
const FILTER = {
  LogGroupName: { Ref: 'Log' },
  FilterPattern: '{ $.event = "Read" }',
  MetricTransformations: [TRANSFORMATION],
};

let aws: LocalAws;

beforeEach(async () => {
  aws = await startLocalAws();
});

afterEach(() => aws.close());

function deploy({ alarm = {}, filter = {}, body = '{"widgets":[]}' } = {}) {
  const template = {
    Resources: {
      Log: { Type: 'AWS::Logs::LogGroup', Properties: {} },
      Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { ...FILTER, ...filter } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...ALARM, ...alarm } },
      Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: body } },
    },
    Outputs: { AlarmArn: { Value: { 'Fn::GetAtt': ['Alarm', 'Arn'] } } },
  };
  return withAssembly(template, (folder) => aws.deploy(folder), []);
}

async function deployed(changes?: Parameters<typeof deploy>[0]) {
  const stack = await deploy(changes);
  const physicalId = (id: string) => stack.resources.get(id)?.physicalId ?? '';
  return {
    stack,
    read: () => aws.logs.putVendedEvents(physicalId('Log'), 'stream', ['{"event":"Read"}']),
    state: () => aws.cloudWatch.alarmState(physicalId('Alarm')),
    board: () => aws.cloudWatch.dashboardBody(physicalId('Board')),
  };
}

test('an alarm fires when a metric filter finds matching log events', async () => {
  const { stack, read, state, board } = await deployed();
  read();
  expect(state()).toBe('OK');
  read();
  expect(state()).toBe('ALARM');
  expect(board()).toBe('{"widgets":[]}');
  expect(stack.outputs.AlarmArn).toMatch(
    /^arn:aws:cloudwatch:us-east-1:111122223333:alarm:Sample-Alarm-[A-Z0-9]{12}$/,
  );
});

test('an update changes alarm, filter and dashboard in place', async () => {
  const before = await deployed();
  const after = await deployed({
    alarm: { Threshold: 5 },
    filter: { MetricTransformations: [{ ...TRANSFORMATION, MetricValue: '4' }] },
    body: '{"widgets":[{}]}',
  });
  for (const id of ['Alarm', 'Filter', 'Board']) {
    expect(after.stack.resources.get(id)?.physicalId).toBe(
      before.stack.resources.get(id)?.physicalId,
    );
  }
  after.read();
  expect(after.state()).toBe('OK');
  after.read();
  expect(after.state()).toBe('ALARM');
  expect(after.board()).toBe('{"widgets":[{}]}');
});

test('they are deleted with the stack', async () => {
  const { stack, state, board } = await deployed();
  await stack.delete();
  expect(state).toThrow('There is no alarm');
  expect(board).toThrow('There is no dashboard');
});

test.each([
  [{ alarm: { EvaluationPeriods: 2 } }, 'only EvaluationPeriods 1'],
  [{ alarm: { Statistic: 'Average' } }, 'does not support Statistic Average'],
  [{ alarm: { ComparisonOperator: 'LessThanThreshold' } }, 'ComparisonOperator LessThanThreshold'],
  [{ alarm: { TreatMissingData: 'missing' } }, 'TreatMissingData missing'],
  [{ alarm: { DatapointsToAlarm: 1 } }, 'DatapointsToAlarm'],
  [{ filter: { FilterPattern: 'ERROR' } }, 'the filter pattern ERROR'],
  [{ filter: { MetricTransformations: [] } }, 'one metric transformation'],
  [
    { filter: { MetricTransformations: [TRANSFORMATION, TRANSFORMATION] } },
    'one metric transformation',
  ],
  [{ filter: { MetricTransformations: [{ ...TRANSFORMATION, DefaultValue: 0 }] } }, 'DefaultValue'],
  [{ body: 'nothing' }, 'JSON with widgets'],
])('%j is refused', async (changes, message) => {
  await expect(deploy(changes)).rejects.toThrow(message);
});
