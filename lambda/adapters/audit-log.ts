import type { AuditEvent, AuditLog } from '../../core/use-cases/ports.ts';
import { writeLog } from './log.ts';

/** One JSON line an event, in the function's log group: `schemas/audit-event.schema.json`. */
export const auditLog: AuditLog = {
  record: ({ type, ...details }) =>
    writeLog({ event: type, ...details, ...comparableExpiration(details) }),
};

/**
 * The expiration as a number, too: queries in the log compare it to `now()`, and can compare no time that is a text.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
function comparableExpiration(details: Omit<AuditEvent, 'type'> & { readonly expiration?: Date }): {
  readonly expirationEpochSeconds?: number;
} {
  return details.expiration === undefined
    ? {}
    : { expirationEpochSeconds: Math.floor(details.expiration.getTime() / 1000) };
}
