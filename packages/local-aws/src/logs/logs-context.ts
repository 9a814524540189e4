import type { Clock } from '../clock.ts';
import type { LogGroups } from './log-groups.ts';
import type { LogsAccess } from './logs-access.ts';

/** What every action of the service works with. */
export interface LogsContext {
  readonly clock: Clock;
  readonly groups: LogGroups;
  readonly access: LogsAccess;
}
