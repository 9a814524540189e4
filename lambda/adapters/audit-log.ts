import type { AuditEvent, AuditLog } from '../../core/use-cases/ports.ts';
import { type TimelessEvent, writeLog } from './log.ts';

/** Writes each event as one line of JSON to the function's log group. See `schemas/audit-event.schema.json`. */
export const auditLog: AuditLog = {
  record: (event) => writeLog(logEventOf(event)),
};

/**
 * Adds the expiration as a number, because log queries cannot compare a time in text form to `now()`.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
function logEventOf({ type, ...details }: AuditEvent): TimelessEvent {
  const expiration = 'expiration' in details ? details.expiration : undefined;
  const written = {
    event: type,
    ...details,
    ...(expiration === undefined
      ? {}
      : { expirationEpochSeconds: Math.floor(expiration.getTime() / 1000) }),
  };
  // TypeScript cannot know that the details belong to the event's type.
  return written as TimelessEvent;
}
