import type { LogEvent } from '../log-group.ts';
import type { LogRecord } from './evaluate-expression.ts';
import type { Value } from './expression.ts';

/**
 * Returns the fields of an event: its own, and those of a message that is a JSON object. Nested fields are named
 * `caller.arn`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
export function logRecord({ timestamp, message, logStreamName }: LogEvent): LogRecord {
  return new Map<string, Value>([
    ...fieldsOf(jsonOf(message), ''),
    ['@timestamp', new Date(timestamp).toISOString().replace('T', ' ').replace('Z', '')],
    ['@message', message],
    ['@logStream', logStreamName],
  ]);
}

function jsonOf(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown, prefix: string): readonly (readonly [string, Value])[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' || typeof inner === 'number'
      ? [[`${prefix}${name}`, inner] as const]
      : fieldsOf(inner, `${prefix}${name}.`),
  );
}
