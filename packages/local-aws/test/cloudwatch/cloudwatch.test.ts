import type { AlarmSettings } from '../../src/cloudwatch/alarm.ts';
import { CloudWatch } from '../../src/cloudwatch/cloudwatch.ts';

const START = Date.parse('2026-11-21T12:00:00Z');
const METRIC = { namespace: 'Test', name: 'Errors', dimensions: {} };
const ALARM: AlarmSettings = {
  metric: METRIC,
  statistic: 'Sum',
  periodSeconds: 300,
  threshold: 3,
  treatMissingData: 'notBreaching',
};

let now: number;
let cloudWatch: CloudWatch;

beforeEach(() => {
  now = START;
  cloudWatch = new CloudWatch({ now: () => new Date(now) });
});

/** Returns the state of an alarm for data, given as seconds after the start and values. */
function stateAt(
  seconds: number,
  data: readonly (readonly [number, number])[],
  settings: Partial<AlarmSettings> = {},
) {
  for (const [after, value] of data) {
    cloudWatch.metrics.put(METRIC, { timestamp: START + after * 1_000, value });
  }
  cloudWatch.putAlarm('Alarm', { ...ALARM, ...settings });
  now = START + seconds * 1_000;
  return cloudWatch.alarmState('Alarm');
}

describe('the sum of one period', () => {
  test.each([
    ['nothing', 0, [], 'OK'],
    ['less than the threshold', 10, [[0, 2]], 'OK'],
    [
      'several values that add up to the threshold',
      10,
      [
        [0, 1],
        [5, 2],
      ],
      'ALARM',
    ],
    ['the end of the period', 299, [[0, 3]], 'ALARM'],
    ['after the period', 300, [[0, 3]], 'OK'],
    [
      'half of the values after the period',
      301,
      [
        [0, 2],
        [200, 2],
      ],
      'OK',
    ],
    ['the future', 10, [[11, 3]], 'OK'],
  ] as const)('%s', (_what, seconds, data, state) => {
    expect(stateAt(seconds, data)).toBe(state);
  });
});

describe('the maximum, if missing data does not change the state', () => {
  test.each([
    ['nothing yet', 0, [], 'INSUFFICIENT_DATA'],
    [
      'values below the threshold',
      10,
      [
        [0, 2],
        [5, 2],
      ],
      'OK',
    ],
    [
      'a value at the threshold',
      10,
      [
        [0, 3],
        [5, 2],
      ],
      'ALARM',
    ],
    ['long after a value at the threshold', 86_400, [[0, 3]], 'ALARM'],
    [
      'long after a later value below the threshold',
      86_400,
      [
        [0, 3],
        [400, 1],
      ],
      'OK',
    ],
    ['the future', 10, [[11, 3]], 'INSUFFICIENT_DATA'],
  ] as const)('%s', (_what, seconds, data, state) => {
    const settings = { statistic: 'Maximum', treatMissingData: 'ignore' } as const;
    expect(stateAt(seconds, data, settings)).toBe(state);
  });
});

test('a metric is identified by namespace, name and dimensions in any order', () => {
  const { metrics } = cloudWatch;
  const metric = { ...METRIC, dimensions: { A: '1', B: '2' } };
  metrics.put(metric, { timestamp: START, value: 7 });
  expect(metrics.data({ ...METRIC, dimensions: { B: '2', A: '1' } })).toHaveLength(1);
  for (const other of [{ namespace: 'Other' }, { name: 'Other' }, { dimensions: { A: '1' } }]) {
    expect(metrics.data({ ...metric, ...other })).toEqual([]);
  }
});

test('alarms and dashboards exist until they are deleted', () => {
  cloudWatch.putAlarm('Alarm', ALARM);
  cloudWatch.putDashboard('Board', '{"widgets":[]}');
  expect(cloudWatch.dashboardBody('Board')).toBe('{"widgets":[]}');
  cloudWatch.deleteAlarm('Alarm');
  cloudWatch.deleteDashboard('Board');
  expect(() => cloudWatch.alarmState('Alarm')).toThrow('There is no alarm Alarm.');
  expect(() => cloudWatch.deleteAlarm('Alarm')).toThrow('There is no alarm Alarm.');
  expect(() => cloudWatch.deleteDashboard('Board')).toThrow('There is no dashboard Board.');
});

test.each(['', 'null', '{}', '{"widgets":{}}'])('a dashboard cannot be %j', (body) => {
  expect(() => cloudWatch.putDashboard('Board', body)).toThrow(
    'The body of a dashboard must be JSON with widgets.',
  );
});
