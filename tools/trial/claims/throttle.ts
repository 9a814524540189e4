import { setTimeout } from 'node:timers/promises';
import { type Claim, judge } from '../claim.ts';
import { TRIAL_THROTTLE } from '../configuration.ts';
import type { Trial } from '../trial.ts';
import { logEvents } from './logs.ts';

/** The number of requests in a burst. It is far above the throttle of the trial. */
const BURST_REQUESTS = TRIAL_THROTTLE.burstLimit * 5;

const TOO_MANY_REQUESTS = 429;

/** After this time, the throttle accepts a whole burst again. */
const RECOVERY_MILLISECONDS =
  (1_000 * TRIAL_THROTTLE.burstLimit) / TRIAL_THROTTLE.rateLimit + 1_000;

export const burst: Claim = {
  id: 'throttle',
  claim: 'A burst above the throttle gets 429 from API Gateway',
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html',
  command: `${BURST_REQUESTS} unsigned GET /grants at once`,
  async try(trial) {
    const statuses = await flood(trial, BURST_REQUESTS);
    await setTimeout(RECOVERY_MILLISECONDS);
    const refused = statuses.filter((status) => status === TOO_MANY_REQUESTS).length;
    return judge(refused > 0, `${refused} of ${statuses.length} answers are 429`);
  },
};

export const throttleOfApi: Claim = {
  id: 'throttle-of-whole-api',
  claim:
    'The throttle counts the requests of all routes together, also those that the authorizer refuses',
  command: `${BURST_REQUESTS} unsigned GET /grants at once, and at the same time signed GET /buckets/BUCKET/keys`,
  async try(trial) {
    const { bucket, prefix } = trial.folder;
    const flooding = flood(trial, BURST_REQUESTS);
    const other: number[] = [];
    while (other.length < 10) {
      const query = `?prefix=${encodeURIComponent(prefix)}&max-keys=1`;
      other.push((await trial.call(`/buckets/${bucket}/keys${query}`)).status);
    }
    await flooding;
    await setTimeout(RECOVERY_MILLISECONDS);
    return judge(
      other.includes(TOO_MANY_REQUESTS),
      `the other route answered ${[...new Set(other)].join(' and ')}`,
    );
  },
};

export const throttleLogged: Claim = {
  id: 'throttle-logged',
  claim: 'API Gateway logs its own 429 answers in the access log',
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html',
  command:
    'aws logs filter-log-events --log-group-name "$ACCESS_LOG_GROUP" --filter-pattern \'{ $.status = "429" }\'',
  async try(trial) {
    const group = trial.output('IamApiAccessLogGroup');
    const events = await logEvents(trial, group, '{ $.status = "429" }');
    return judge(events.length > 0, `${events.length} lines`);
  },
};

async function flood(trial: Trial, requests: number): Promise<readonly number[]> {
  const url = `${trial.output('IamApiUrl')}/grants`;
  return Promise.all(
    Array.from({ length: requests }, async () => {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      return answer.status;
    }),
  );
}
