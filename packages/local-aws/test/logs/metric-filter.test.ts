import type { Datum } from '../../src/cloudwatch/metrics.ts';
import { LogsService } from '../../src/logs/logs-service.ts';

const GROUP = '/aws/vendedlogs/broker';
const NOW = new Date('2026-11-21T12:00:00Z');

let data: Datum[];
let logs: LogsService;

beforeEach(() => {
  data = [];
  logs = new LogsService({
    account: { partition: 'aws', accountId: '111122223333', region: 'eu-central-1' },
    clock: { now: () => NOW },
    authorizer: { authorize: () => undefined },
  });
  logs.createLogGroup(GROUP);
});

function putFilter(value: string, name = 'Filter'): void {
  const pattern = '{ $.event = "Read" }';
  logs.putMetricFilter(GROUP, name, { pattern, value, onDatum: (datum) => data.push(datum) });
}

function write(...messages: readonly string[]): void {
  logs.putVendedEvents(GROUP, 'stream', messages);
}

test('a metric filter adds a number for each event that matches, at the event’s time', () => {
  putFilter('1');
  write('{"event":"Read"}', '{"event":"Write"}', 'Read', '{"event":"Read"}');
  const datum = { timestamp: NOW.getTime(), value: 1 };
  expect(data).toEqual([datum, datum]);
});

test('a metric filter adds the number in the event, or nothing if there is none', () => {
  putFilter('$.key.age');
  write(
    '{"event":"Read","key":{"age":2.5}}',
    '{"event":"Read","key":{"age":"3"}}',
    '{"event":"Read"}',
  );
  expect(data.map(({ value }) => value)).toEqual([2.5]);
});

test('a metric filter sees only events between its creation and its deletion', () => {
  write('{"event":"Read"}');
  putFilter('1');
  logs.deleteMetricFilter(GROUP, 'Filter');
  write('{"event":"Read"}');
  expect(data).toEqual([]);
  expect(() => logs.deleteMetricFilter(GROUP, 'Filter')).toThrow(
    'The specified metric filter does not exist.',
  );
});

test('a metric filter replaces the filter of the same name and keeps others', () => {
  putFilter('1');
  putFilter('5');
  putFilter('7', 'Other');
  write('{"event":"Read"}');
  expect(data.map(({ value }) => value)).toEqual([5, 7]);
});

test.each(['', 'one', '$', 'Infinity'])('the metric value "%s" is refused', (value) => {
  expect(() => putFilter(value)).toThrow('A metric value must be a number, or a selector');
});
