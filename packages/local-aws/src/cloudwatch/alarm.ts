import type { Datum, MetricId } from './metrics.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export const STATISTICS = ['Maximum', 'Sum'] as const;
/**
 * `notBreaching`: a period without data is within the threshold. `ignore`: a period without data does not change the
 * state.
 */
export const MISSING_DATA_TREATMENTS = ['ignore', 'notBreaching'] as const;

/** An alarm on one metric. The statistic of one period must stay below the threshold. */
export interface AlarmSettings {
  readonly metric: MetricId;
  readonly statistic: (typeof STATISTICS)[number];
  readonly periodSeconds: number;
  readonly threshold: number;
  readonly treatMissingData: (typeof MISSING_DATA_TREATMENTS)[number];
}

const STATISTIC_OF: Readonly<
  Record<AlarmSettings['statistic'], (values: readonly number[]) => number>
> = {
  Maximum: (values) => Math.max(...values),
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
};

/**
 * Evaluates the alarm over the period that ends now. With `ignore`, and without data in that period, evaluates the last
 * period that had data.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 *
 * @param now milliseconds since 1970
 */
export function evaluateAlarm(
  alarm: AlarmSettings,
  data: readonly Datum[],
  now: number,
): AlarmState {
  const { statistic, threshold, treatMissingData } = alarm;
  const past = data.filter(({ timestamp }) => timestamp <= now);
  let values = valuesOfPeriod(alarm, past, now);
  if (values.length === 0 && treatMissingData === 'ignore') {
    values = valuesOfPeriod(alarm, past, Math.max(...past.map(({ timestamp }) => timestamp)));
  }
  if (values.length === 0) {
    return treatMissingData === 'ignore' ? 'INSUFFICIENT_DATA' : 'OK';
  }
  return STATISTIC_OF[statistic](values) >= threshold ? 'ALARM' : 'OK';
}

function valuesOfPeriod(
  { periodSeconds }: AlarmSettings,
  data: readonly Datum[],
  end: number,
): readonly number[] {
  const start = end - periodSeconds * 1_000;
  return data
    .filter(({ timestamp }) => timestamp > start && timestamp <= end)
    .map(({ value }) => value);
}
