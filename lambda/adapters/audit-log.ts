import type { AuditLog } from '../../core/ports.ts';
import { writeLog } from './log.ts';

/** One JSON line an event, in the function's log group. */
export const auditLog: AuditLog = {
  record: ({ type, ...details }) => writeLog({ event: type, ...details }),
};
