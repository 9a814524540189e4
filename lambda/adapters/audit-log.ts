import type { AuditEvent, AuditLog } from '../../core/use-cases/ports.ts';
import { writeLog } from './log.ts';

/** Writes each event as one line of JSON to the function's log group. See `schemas/audit-event.schema.json`. */
export const auditLog: AuditLog = {
  record: ({ type, ...details }) =>
    writeLog({ event: type, ...details, ...comparableExpiration(details) }),
};

/**
 * Adds the expiration as a number, because log queries cannot compare a time in text form to `now()`.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
function comparableExpiration(details: Omit<AuditEvent, 'type'> & { readonly expiration?: Date }): {
  readonly expirationEpochSeconds?: number;
} {
  return details.expiration === undefined
    ? {}
    : { expirationEpochSeconds: Math.floor(details.expiration.getTime() / 1000) };
}
