import { AwsError } from '../../src/aws-error.ts';
import type { AuthorizationRequest } from '../../src/iam/authorizer.ts';
import type { Principal } from '../../src/iam/principal.ts';
import { LogsService } from '../../src/logs/logs-service.ts';

const GROUP = '/aws/lambda/broker';
const STREAM = '2026/11/21/[$LATEST]0123';
const GROUP_ARN = `arn:aws:logs:eu-central-1:111122223333:log-group:${GROUP}`;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = new Date('2026-11-21T12:00:00Z').getTime();
const user: Principal = {
  kind: 'user',
  accountId: '111122223333',
  userName: 'Ana',
  arn: 'arn:aws:iam::111122223333:user/Ana',
  userId: 'AIDAEXAMPLE',
  accessKeyId: 'AKIAEXAMPLE',
};

let now: number;
let asked: AuthorizationRequest[];
let denied: Set<string>;
let logs: LogsService;

beforeEach(() => {
  now = START;
  asked = [];
  denied = new Set();
  logs = new LogsService({
    account: { partition: 'aws', accountId: '111122223333', region: 'eu-central-1' },
    clock: { now: () => new Date(now) },
    authorizer: {
      authorize(request) {
        asked.push(request);
        if (denied.has(request.action)) {
          throw new AwsError('AccessDenied', `no ${request.action}`, 403);
        }
      },
    },
  });
  logs.createLogGroup(GROUP, 30);
});

async function call(action: string, parameters: object): Promise<Record<string, unknown>> {
  const request = {
    requestId: 'request-1',
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
    headers: { 'x-amz-target': `Logs_20140328.${action}` },
    body: Buffer.from(JSON.stringify({ logGroupName: GROUP, ...parameters })),
    principal: user,
    sourceIp: '127.0.0.1',
  };
  try {
    return JSON.parse((await logs.handle(request)).body.toString());
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    return JSON.parse(logs.renderError(error, request).body.toString());
  }
}

function put(...logEvents: unknown[]) {
  return call('PutLogEvents', { logStreamName: STREAM, logEvents });
}

function messages(): string[] {
  return logs.events(GROUP).map(({ message }) => message);
}

const messagesOf = ({ events }: Record<string, unknown>): string[] =>
  (events as { message: string }[]).map(({ message }) => message);

test.each([
  ['CreateLogStream', { logStreamName: STREAM }, `${GROUP_ARN}:log-stream:${STREAM}`],
  ['PutLogEvents', { logStreamName: STREAM }, `${GROUP_ARN}:log-stream:${STREAM}`],
  ['GetLogEvents', { logStreamName: STREAM }, `${GROUP_ARN}:log-stream:${STREAM}`],
  ['FilterLogEvents', {}, `${GROUP_ARN}:log-stream:`],
  ['DescribeLogStreams', {}, `${GROUP_ARN}:log-stream:`],
  ['StartQuery', {}, `${GROUP_ARN}:log-stream:`],
  ['GetQueryResults', {}, '*'],
])('%s asks IAM first, about the stream or the group', async (action, parameters, resource) => {
  denied.add(`logs:${action}`);
  expect((await call(action, parameters)).__type).toBe('AccessDeniedException');
  expect(asked).toEqual([
    expect.objectContaining({
      action: `logs:${action}`,
      resource,
      resourceAccount: '111122223333',
    }),
  ]);
});

test('the stream and the group return events in the order of their times', async () => {
  await call('CreateLogStream', { logStreamName: STREAM });
  await call('CreateLogStream', { logStreamName: 'other' });
  await put({ timestamp: START, message: 'a' }, { timestamp: START + 2, message: 'c' });
  await call('PutLogEvents', {
    logStreamName: 'other',
    logEvents: [{ timestamp: START + 1, message: 'b' }],
  });
  expect(messagesOf(await call('GetLogEvents', { logStreamName: STREAM }))).toEqual(['a', 'c']);
  expect(await call('FilterLogEvents', { startTime: START + 1, endTime: START + 2 })).toEqual({
    events: [
      {
        eventId: expect.any(String),
        logStreamName: 'other',
        timestamp: START + 1,
        message: 'b',
        ingestionTime: START,
      },
    ],
  });
  const byName = await call('FilterLogEvents', { logStreamNames: ['other'] });
  expect(messagesOf(byName)).toEqual(['b']);
  const byPrefix = await call('FilterLogEvents', { logStreamNamePrefix: '2026' });
  expect(messagesOf(byPrefix)).toEqual(['a', 'c']);
  expect(messages()).toEqual(['a', 'b', 'c']);
});

test('FilterLogEvents returns the events that match a pattern', async () => {
  const lines = ['{"event":"TokenIssued"}', '{"event":"KeysListed"}', 'REPORT'];
  logs.putVendedEvents(GROUP, STREAM, lines);
  const filterPattern = '{ ($.event = "TokenIssued") || ($.event = "SignInLinkIssued") }';
  expect(messagesOf(await call('FilterLogEvents', { filterPattern }))).toEqual(lines.slice(0, 1));
});

test('all pages together have every event once', async () => {
  logs.putVendedEvents(GROUP, STREAM, ['a', 'b', 'c', 'd', 'e']);
  const filtered: string[] = [];
  let nextToken: unknown;
  do {
    const page = await call('FilterLogEvents', { limit: 2, nextToken });
    filtered.push(...messagesOf(page));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(filtered).toEqual(['a', 'b', 'c', 'd', 'e']);

  const read = (more: object) => call('GetLogEvents', { logStreamName: STREAM, limit: 2, ...more });
  const newest = await read({});
  expect(messagesOf(newest)).toEqual(['d', 'e']);
  expect(messagesOf(await read({ nextToken: newest.nextBackwardToken }))).toEqual(['b', 'c']);
  const oldest = await read({ startFromHead: true });
  expect(messagesOf(oldest)).toEqual(['a', 'b']);
  expect(messagesOf(await read({ nextToken: oldest.nextForwardToken }))).toEqual(['c', 'd']);
});

test('streams are described in the order of their names', async () => {
  logs.putVendedEvents(GROUP, 'b', ['x']);
  logs.putVendedEvents(GROUP, 'a', ['x']);
  expect(await call('DescribeLogStreams', {})).toEqual({
    logStreams: [
      { logStreamName: 'a', creationTime: START },
      { logStreamName: 'b', creationTime: START },
    ],
  });
  const { logStreams } = await call('DescribeLogStreams', { logStreamNamePrefix: 'b' });
  expect(logStreams).toHaveLength(1);
});

test('events that are too old, expired or too new are dropped, and the answer says so', async () => {
  await call('CreateLogStream', { logStreamName: STREAM });
  expect(
    await put(
      { timestamp: START - 14 * DAY - 1, message: 'too old' },
      { timestamp: START - 14 * DAY, message: 'just in time' },
    ),
  ).toEqual({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } });
  expect(
    await put(
      { timestamp: START + 2 * HOUR, message: 'just not too new' },
      { timestamp: START + 2 * HOUR + 1, message: 'too new' },
    ),
  ).toEqual({ rejectedLogEventsInfo: { tooNewLogEventStartIndex: 1 } });
  expect(messages()).toEqual(['just in time', 'just not too new']);
});

test('events expire after the retention, and events older than that are refused', async () => {
  logs.createLogGroup('short', 1);
  logs.putVendedEvents('short', 's', ['old']);
  now = START + DAY;
  expect(logs.events('short')).toHaveLength(1);
  now += 1;
  expect(logs.events('short')).toHaveLength(0);
  const late = await call('PutLogEvents', {
    logGroupName: 'short',
    logStreamName: 's',
    logEvents: [{ timestamp: START, message: 'late' }],
  });
  expect(late).toEqual({ rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 } });
});

test.each([
  ['no events', []],
  ['an event without a message', [{ timestamp: START, message: '' }]],
  ['an event without a time', [{ message: 'x' }]],
  ['an unknown field', [{ timestamp: START, message: 'x', more: 1 }]],
  [
    'events out of order',
    [
      { timestamp: START, message: 'x' },
      { timestamp: START - 1, message: 'x' },
    ],
  ],
  [
    'more than 24 hours',
    [
      { timestamp: START - DAY - 1, message: 'x' },
      { timestamp: START, message: 'x' },
    ],
  ],
  ['more than 1 MiB', [{ timestamp: START, message: 'x'.repeat(1_048_576 - 25) }]],
  [
    'more than 10,000 events',
    Array.from({ length: 10_001 }, () => ({ timestamp: START, message: 'x' })),
  ],
])('a batch with %s is refused as a whole', async (_, logEvents) => {
  await call('CreateLogStream', { logStreamName: STREAM });
  expect((await put(...logEvents)).__type).toBe('InvalidParameterException');
  expect(messages()).toEqual([]);
});

test.each([
  [
    'ResourceNotFoundException',
    'PutLogEvents',
    { logEvents: [{ timestamp: START, message: 'x' }] },
  ],
  ['ResourceNotFoundException', 'GetLogEvents', {}],
  ['ResourceNotFoundException', 'CreateLogStream', { logGroupName: 'missing' }],
  ['InvalidParameterException', 'CreateLogStream', { logStreamName: 'a:b' }],
  ['InvalidParameterException', 'CreateLogStream', { logStreamName: '' }],
])('%s for %s with %j', async (code, action, parameters) => {
  expect((await call(action, { logStreamName: 'missing', ...parameters })).__type).toBe(code);
});

test.each([
  ['FilterLogEvents', { filterPattern: 'ERROR' }, 'filter pattern ERROR'],
  [
    'FilterLogEvents',
    { logStreamNames: ['a'], logStreamNamePrefix: 'a' },
    'cannot be used together',
  ],
  ['FilterLogEvents', { limit: 10_001 }, 'limit'],
  ['FilterLogEvents', { nextToken: 'b/0' }, 'nextToken'],
  ['DescribeLogStreams', { orderBy: 'LastEventTime' }, 'orderBy'],
])('%s refuses %j and names %s', async (action, parameters, name) => {
  const { __type, message } = await call(action, parameters);
  expect(__type).toBe('InvalidParameterException');
  expect(message).toContain(name);
});

describe('a query', () => {
  const between = (startTime: number, endTime: number) => ({
    queryString: 'fields @message',
    startTime: START / 1000 + startTime,
    endTime: START / 1000 + endTime,
  });

  async function resultsOf(parameters: object): Promise<Record<string, unknown>> {
    const { queryId } = await call('StartQuery', parameters);
    return call('GetQueryResults', { logGroupName: undefined, queryId });
  }

  beforeEach(async () => {
    await call('CreateLogStream', { logStreamName: STREAM });
    await put(
      ...[0, 1000, 1999, 2000].map((after) => ({
        timestamp: START + after,
        message: String(after),
      })),
    );
  });

  test('returns the rows of the requested seconds, including the last one', async () => {
    expect(await resultsOf(between(1, 1))).toEqual({
      queryLanguage: 'CWLI',
      status: 'Complete',
      results: [[{ field: '@message', value: '1000' }], [{ field: '@message', value: '1999' }]],
    });
    expect((await resultsOf({ ...between(0, 9), limit: 3 })).results).toHaveLength(3);
  });

  test.each([
    ['MalformedQueryException', 'StartQuery', { ...between(0, 9), queryString: 'parse' }],
    ['ResourceNotFoundException', 'StartQuery', { ...between(0, 9), logGroupName: 'missing' }],
    ['InvalidParameterException', 'StartQuery', { queryString: 'fields a', startTime: 0 }],
    ['InvalidParameterException', 'StartQuery', { ...between(0, 9), queryLanguage: 'SQL' }],
    ['InvalidParameterException', 'StartQuery', { ...between(0, 9), limit: 10_001 }],
    ['ResourceNotFoundException', 'GetQueryResults', { logGroupName: undefined, queryId: 'x' }],
  ])('%s for %s with %j', async (code, action, parameters) => {
    expect((await call(action, parameters)).__type).toBe(code);
  });
});

test('an unsupported action fails, and the message names it', async () => {
  const { __type, message } = await call('StopQuery', {});
  expect(__type).toBe('UnknownOperationException');
  expect(message).toContain('Logs_20140328.StopQuery');
});

test('a function needs both permissions to write its log', () => {
  const event = { timestamp: START, message: 'hello' };
  denied.add('logs:CreateLogStream');
  expect(() => logs.deliver(user, GROUP, STREAM, [event])).toThrow('no logs:CreateLogStream');
  denied = new Set(['logs:PutLogEvents']);
  expect(() => logs.deliver(user, GROUP, STREAM, [event])).toThrow('no logs:PutLogEvents');
  expect(messages()).toEqual([]);
  denied = new Set();
  asked = [];
  logs.deliver(user, GROUP, STREAM, [event]);
  expect(messages()).toEqual(['hello']);
  expect(asked.map(({ action }) => action)).toEqual(['logs:PutLogEvents']);
});

test('the name of a group is unique and valid, and its events are deleted with it', () => {
  expect(() => logs.createLogGroup(GROUP)).toThrow('The specified log group already exists');
  expect(() => logs.createLogGroup('a b')).toThrow('A log group name must have');
  logs.putVendedEvents(GROUP, STREAM, ['x']);
  logs.deleteLogGroup(GROUP);
  expect(() => logs.events(GROUP)).toThrow('The specified log group does not exist');
  expect(() => logs.deleteLogGroup(GROUP)).toThrow('The specified log group does not exist');
  logs.createLogGroup(GROUP);
  expect(messages()).toEqual([]);
});
