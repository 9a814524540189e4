import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import { type AlarmSettings, type AlarmState, evaluateAlarm } from './alarm.ts';
import { Metrics } from './metrics.ts';

/** Amazon CloudWatch in memory: metrics, alarms that notify nobody, and dashboards that are only stored. */
export class CloudWatch {
  readonly metrics = new Metrics();
  readonly #clock: Clock;
  readonly #alarms = new Map<string, AlarmSettings>();
  readonly #dashboards = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Creates the alarm, or replaces the alarm of this name. */
  putAlarm(name: string, settings: AlarmSettings): void {
    this.#alarms.set(name, settings);
  }

  /** @throws AwsError ResourceNotFound */
  deleteAlarm(name: string): void {
    this.#alarm(name);
    this.#alarms.delete(name);
  }

  /**
   * Returns the state of the alarm at the clock's time.
   *
   * @throws AwsError ResourceNotFound
   */
  alarmState(name: string): AlarmState {
    const alarm = this.#alarm(name);
    return evaluateAlarm(alarm, this.metrics.data(alarm.metric), this.#clock.now().getTime());
  }

  /**
   * Creates the dashboard, or replaces the dashboard of this name.
   *
   * @param body JSON
   * @throws AwsError InvalidParameterInput
   */
  putDashboard(name: string, body: string): void {
    if (!Array.isArray(widgetsOf(body))) {
      throw new AwsError(
        'InvalidParameterInput',
        'The body of a dashboard must be JSON with widgets.',
      );
    }
    this.#dashboards.set(name, body);
  }

  /** @throws AwsError ResourceNotFound */
  deleteDashboard(name: string): void {
    this.dashboardBody(name);
    this.#dashboards.delete(name);
  }

  /** @throws AwsError ResourceNotFound */
  dashboardBody(name: string): string {
    return this.#dashboards.get(name) ?? notFound(`dashboard ${name}`);
  }

  #alarm(name: string): AlarmSettings {
    return this.#alarms.get(name) ?? notFound(`alarm ${name}`);
  }
}

function widgetsOf(body: string): unknown {
  try {
    return JSON.parse(body)?.widgets;
  } catch {
    return undefined;
  }
}

function notFound(what: string): never {
  throw new AwsError('ResourceNotFound', `There is no ${what}.`, 404);
}
