import { invalidParameter, type JsonAction } from '../json-protocol.ts';
import { acceptBatch, readBatch } from './event-batch.ts';
import { readLimit, readPosition, timeFilter, writePosition } from './event-page.ts';
import { parseEvent, parseFilterPattern } from './filter-pattern.ts';
import { queryActions } from './insights/query-actions.ts';
import type { LogsContext } from './logs-context.ts';

const GROUP = 'logGroupName';
const STREAM = 'logStreamName';
const FORWARD = 'f';
const BACKWARD = 'b';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html */
export function logActions(context: LogsContext): ReadonlyMap<string, JsonAction> {
  return new Map([
    ['CreateLogStream', createLogStream(context)],
    ['DescribeLogStreams', describeLogStreams(context)],
    ['FilterLogEvents', filterLogEvents(context)],
    ['GetLogEvents', getLogEvents(context)],
    ['PutLogEvents', putLogEvents(context)],
    ...queryActions(context),
  ]);
}

function createLogStream({ access, groups }: LogsContext): JsonAction {
  return (parameters, request) => {
    const groupName = parameters.string(GROUP);
    const streamName = parameters.string(STREAM);
    access.authorize(request, 'CreateLogStream', groupName, streamName);
    parameters.allowOnly([GROUP, STREAM]);
    groups.createStream(groupName, streamName);
    return {};
  };
}

/** Sequence tokens are accepted and ignored, as on AWS. */
function putLogEvents({ access, groups, clock }: LogsContext): JsonAction {
  return (parameters, request) => {
    const groupName = parameters.string(GROUP);
    const streamName = parameters.string(STREAM);
    access.authorize(request, 'PutLogEvents', groupName, streamName);
    parameters.allowOnly([GROUP, STREAM, 'logEvents', 'sequenceToken']);
    const batch = readBatch(parameters.objects('logEvents'));
    const group = groups.getWithStream(groupName, streamName);
    const { events, rejected } = acceptBatch(batch, group, clock.now());
    group.append(streamName, events);
    return { rejectedLogEventsInfo: rejected };
  };
}

function describeLogStreams({ access, groups }: LogsContext): JsonAction {
  return (parameters, request) => {
    const groupName = parameters.string(GROUP);
    access.authorize(request, 'DescribeLogStreams', groupName, '');
    parameters.allowOnly([GROUP, 'logStreamNamePrefix']);
    const prefix = parameters.optionalString('logStreamNamePrefix') ?? '';
    const streams = groups.get(groupName).streams();
    return {
      logStreams: streams
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, createdAt }) => ({ logStreamName: name, creationTime: createdAt.getTime() })),
    };
  };
}

function getLogEvents({ access, groups }: LogsContext): JsonAction {
  return (parameters, request) => {
    const groupName = parameters.string(GROUP);
    const streamName = parameters.string(STREAM);
    access.authorize(request, 'GetLogEvents', groupName, streamName);
    parameters.allowOnly([
      ...[GROUP, STREAM, 'startTime', 'endTime'],
      ...['startFromHead', 'limit', 'nextToken'],
    ]);
    const group = groups.getWithStream(groupName, streamName);
    const inTime = timeFilter(parameters);
    const events = group
      .events()
      .filter((event) => event.logStreamName === streamName && inTime(event));
    const limit = readLimit(parameters);
    const fromHead = parameters.optionalBoolean('startFromHead') ?? false;
    const position = readPosition(parameters, FORWARD + BACKWARD) ?? {
      kind: fromHead ? FORWARD : BACKWARD,
      index: fromHead ? 0 : events.length,
    };
    const index = Math.min(position.index, events.length);
    const first = position.kind === FORWARD ? index : Math.max(0, index - limit);
    const end = position.kind === FORWARD ? Math.min(events.length, index + limit) : index;
    return {
      events: events.slice(first, end).map(({ timestamp, message, ingestionTime }) => ({
        timestamp,
        message,
        ingestionTime,
      })),
      nextForwardToken: writePosition(FORWARD, end),
      nextBackwardToken: writePosition(BACKWARD, first),
    };
  };
}

function filterLogEvents({ access, groups }: LogsContext): JsonAction {
  return (parameters, request) => {
    const groupName = parameters.string(GROUP);
    access.authorize(request, 'FilterLogEvents', groupName, '');
    parameters.allowOnly([
      ...[GROUP, 'logStreamNames', 'logStreamNamePrefix'],
      ...['startTime', 'endTime', 'limit', 'nextToken', 'interleaved', 'filterPattern'],
    ]);
    const pattern = parameters.optionalString('filterPattern');
    const matches = pattern === undefined ? () => true : parseFilterPattern(pattern);
    const names = parameters.optionalStrings('logStreamNames');
    const prefix = parameters.optionalString('logStreamNamePrefix');
    if (names !== undefined && prefix !== undefined) {
      throw invalidParameter('logStreamNames and logStreamNamePrefix cannot be used together.');
    }
    const inTime = timeFilter(parameters);
    const events = groups
      .get(groupName)
      .events()
      .filter(
        (event) =>
          (names?.includes(event.logStreamName) ?? true) &&
          event.logStreamName.startsWith(prefix ?? '') &&
          inTime(event) &&
          matches(parseEvent(event.message)),
      );
    const first = readPosition(parameters, FORWARD)?.index ?? 0;
    const end = first + readLimit(parameters);
    return {
      events: events.slice(first, end),
      nextToken: end < events.length ? writePosition(FORWARD, end) : undefined,
    };
  };
}
