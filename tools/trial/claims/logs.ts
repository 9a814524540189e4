import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { answerOf, until } from '../aws-answers.ts';
import { type AwsAnswer, callJson } from '../aws-call.ts';
import { type Claim, judge } from '../claim.ts';
import type { Trial } from '../trial.ts';

/** The longest time until a log line reaches CloudWatch. */
const DELIVERY_SECONDS = 60;

const QUERIES = path.resolve(import.meta.dirname, '../../../docs/queries');

const QUERY_SECONDS = 60;

const POLL_MILLISECONDS = 500;

type LogEvents = readonly { readonly message: string }[];

/** Waits for events that match the pattern. */
export function logEvents(
  { account }: Pick<Trial, 'account'>,
  logGroupName: string,
  filterPattern: string,
): Promise<LogEvents> {
  return until(
    (events) => events.length > 0,
    DELIVERY_SECONDS,
    () => firstEvents(account, { logGroupName, filterPattern }),
  );
}

/**
 * Returns the events of the first page that has any. AWS searches a large log group in steps, so pages with events can follow an
 * empty page.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
async function firstEvents(account: Trial['account'], request: object): Promise<LogEvents> {
  let page: AwsAnswer;
  do {
    const { nextToken } = page ?? {};
    page = await callJson(account, 'logs', 'FilterLogEvents', { ...request, nextToken });
  } while (page.events.length === 0 && page.nextToken !== undefined);
  return page.events;
}

export const logLines: Claim = {
  id: 'log-lines',
  claim:
    'Log lines reach CloudWatch as the function writes them, so that the patterns of the metric filters match',
  page: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html',
  command:
    'aws logs filter-log-events --log-group-name "$LOG_GROUP" --filter-pattern \'{ $.event = "TokenIssued" }\'',
  readsOnly: true,
  async try(trial) {
    await trial.session();
    const pattern = '{ $.event = "TokenIssued" }';
    const events = await logEvents(trial, trial.output('BrokerLogGroup'), pattern);
    return judge(events.length > 0, `${events.length} events`);
  },
};

export const insightsQueries: Claim = {
  id: 'insights-queries',
  claim: 'CloudWatch Logs Insights accepts the queries in docs/queries/',
  page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html',
  command: 'aws logs start-query --query-string "$(cat docs/queries/FILE)" …',
  readsOnly: true,
  async try(trial) {
    const answers: string[] = [];
    // Run one query at a time, because AWS limits the number of concurrent queries in an account.
    for (const file of readdirSync(QUERIES).sort()) {
      const text = readFileSync(path.join(QUERIES, file), 'utf8');
      answers.push(`${file}: ${await resultOf(trial, text)}`);
    }
    return judge(
      answers.every((answer) => answer.endsWith(': Complete')),
      answers.join(', '),
    );
  },
};

async function resultOf({ account, stack }: Trial, queryString: string): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  let queryId = '';
  const start = callJson(account, 'logs', 'StartQuery', {
    ...{ logGroupName: stack.outputs.get('BrokerLogGroup'), queryString },
    ...{ startTime: now - 3_600, endTime: now + 60 },
  }).then((answer) => {
    queryId = answer.queryId;
  });
  const refusal = await answerOf(start);
  if (refusal !== 'allowed') {
    return refusal;
  }
  for (const end = Date.now() + QUERY_SECONDS * 1_000; ; ) {
    const { status } = await callJson(account, 'logs', 'GetQueryResults', { queryId });
    if (!['Running', 'Scheduled'].includes(status) || Date.now() > end) {
      return status;
    }
    await setTimeout(POLL_MILLISECONDS);
  }
}
