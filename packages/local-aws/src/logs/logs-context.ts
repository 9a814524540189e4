import type { Clock } from '../clock.ts';
import type { LogGroups } from './log-groups.ts';
import type { LogsAccess } from './logs-access.ts';

/** What all actions of the service share. */
export interface LogsContext {
  readonly clock: Clock;
  readonly groups: LogGroups;
  readonly access: LogsAccess;
}
