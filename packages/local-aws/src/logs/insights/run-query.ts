import type { LogEvent } from '../log-group.ts';
import { evaluateExpression, type LogRecord } from './evaluate-expression.ts';
import type { Value } from './expression.ts';
import { logRecord } from './log-record.ts';
import { type Column, MAX_ROWS, parseCommands, type SortKey } from './query.ts';
import { statistics } from './statistics.ts';

/** The values of a row as strings, without columns that have no value. */
export type ResultRow = Readonly<Record<string, string>>;

const DEFAULT_COLUMNS = ['@timestamp', '@message'];

/**
 * Runs a query over events, which are sorted from the oldest.
 *
 * @param now when the query was started
 * @throws AwsError MalformedQueryException
 */
export function runQuery(
  query: string,
  events: readonly LogEvent[],
  now: Date,
): readonly ResultRow[] {
  let records = events.map(logRecord);
  let columns: readonly string[] = [];
  for (const command of parseCommands(query)) {
    switch (command.kind) {
      case 'fields':
        records = records.map((record) => withColumns(record, command.columns, now));
        columns = [...new Set([...columns, ...command.columns.map(({ name }) => name)])];
        break;
      case 'filter':
        records = records.filter(
          (record) => evaluateExpression(command.condition, record, now) === true,
        );
        break;
      case 'stats':
        records = [...statistics(records, command.aggregates, command.by)];
        columns = [...command.by, ...command.aggregates.map(({ name }) => name)];
        break;
      case 'sort':
        records = [...records].sort((a, b) => order(a, b, command.keys));
        break;
      case 'limit':
        records = records.slice(0, command.rows);
        break;
    }
  }
  const shown = columns.length === 0 ? DEFAULT_COLUMNS : columns;
  return records.slice(0, MAX_ROWS).map((record) => rowOf(record, shown));
}

function withColumns(record: LogRecord, columns: readonly Column[], now: Date): LogRecord {
  return new Map([
    ...record,
    ...columns.map(
      ({ name, expression }) => [name, evaluateExpression(expression, record, now)] as const,
    ),
  ]);
}

function order(a: LogRecord, b: LogRecord, keys: readonly SortKey[]): number {
  for (const { name, descending } of keys) {
    const ascending = compare(a.get(name), b.get(name));
    if (ascending !== 0) {
      return descending ? -ascending : ascending;
    }
  }
  return 0;
}

/**
 * Numbers come after everything else. AWS also compares digits inside strings as numbers; this function does not.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html
 */
function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return a - b;
  }
  if (typeof a === 'number' || typeof b === 'number') {
    return typeof a === 'number' ? 1 : -1;
  }
  const [first, second] = [String(a ?? ''), String(b ?? '')];
  if (first === second) {
    return 0;
  }
  return first < second ? -1 : 1;
}

function rowOf(record: LogRecord, columns: readonly string[]): ResultRow {
  return Object.fromEntries(
    columns.flatMap((name) => {
      const value = record.get(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}
