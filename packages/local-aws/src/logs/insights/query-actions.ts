import { randomUUID } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import type { JsonAction } from '../../json-protocol.ts';
import type { LogsContext } from '../logs-context.ts';
import { MAX_ROWS } from './query.ts';
import { type ResultRow, runQuery } from './run-query.ts';

/**
 * A query is complete when StartQuery answers. Its results are kept.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html
 */
export function queryActions(context: LogsContext): readonly (readonly [string, JsonAction])[] {
  const results = new Map<string, readonly ResultRow[]>();
  return [
    ['StartQuery', startQuery(context, results)],
    ['GetQueryResults', getQueryResults(context, results)],
  ];
}

/** Start and end are in seconds, and both are inclusive. */
function startQuery(
  { access, clock, groups }: LogsContext,
  results: Map<string, readonly ResultRow[]>,
): JsonAction {
  return (parameters, request) => {
    const groupName = parameters.string('logGroupName');
    access.authorize(request, 'StartQuery', groupName, '');
    parameters.allowOnly(['logGroupName', 'queryString', 'startTime', 'endTime', 'limit']);
    const start = parameters.integer('startTime', 0, Number.MAX_SAFE_INTEGER) * 1000;
    const end = (parameters.integer('endTime', 0, Number.MAX_SAFE_INTEGER) + 1) * 1000;
    const limit = parameters.optionalInteger('limit', 1, MAX_ROWS) ?? MAX_ROWS;
    const events = groups
      .get(groupName)
      .events()
      .filter(({ timestamp }) => timestamp >= start && timestamp < end);
    const queryId = randomUUID();
    const rows = runQuery(parameters.string('queryString'), events, clock.now());
    results.set(queryId, rows.slice(0, limit));
    return { queryId };
  };
}

function getQueryResults(
  { access }: LogsContext,
  results: ReadonlyMap<string, readonly ResultRow[]>,
): JsonAction {
  return (parameters, request) => {
    access.authorizeAnywhere(request, 'GetQueryResults');
    parameters.allowOnly(['queryId']);
    const rows = results.get(parameters.string('queryId'));
    if (rows === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified query does not exist.');
    }
    return {
      queryLanguage: 'CWLI',
      status: 'Complete',
      results: rows.map((row) => Object.entries(row).map(([field, value]) => ({ field, value }))),
    };
  };
}
