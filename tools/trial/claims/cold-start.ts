import { type Claim, judge, notTried } from '../claim.ts';
import { logEvents } from './logs.ts';

/** The AWS SDK for JavaScript waits one second for a credentials endpoint. */
const LIMIT_MILLISECONDS = 1_000;

export const coldStart: Claim = {
  id: 'cold-start',
  claim: 'A cold start with its first answer takes less than the second that AWS SDKs wait',
  page: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html',
  command:
    'aws logs filter-log-events --log-group-name "$LOG_GROUP" --filter-pattern \'{ $.type = "platform.report" }\'',
  readsOnly: true,
  async try(trial) {
    if (trial.account.isLocal) {
      return notTried('the local AWS runs functions on this machine, not on Lambda');
    }
    const group = trial.output('BrokerLogGroup');
    const events = await logEvents(trial, group, '{ $.type = "platform.report" }');
    const starts = events.flatMap(({ message }) => {
      const { initDurationMs, durationMs } = JSON.parse(message).record.metrics;
      return initDurationMs === undefined ? [] : [Math.round(initDurationMs + durationMs)];
    });
    return starts.length === 0
      ? notTried('the log has no cold start')
      : judge(Math.max(...starts) < LIMIT_MILLISECONDS, `${starts.join(', ')} ms`);
  },
};
