import { BrokerError } from '../../../core/broker-error.ts';
import { answerRequest, type BrokerDependencies } from '../../../lambda/adapters/broker-api.ts';
import type { AwsServer } from './aws-server.ts';
import {
  BROKER_REQUESTS,
  type BrokerCall,
  freshBroker,
  LIMIT_MILLISECONDS,
} from './broker-calls.ts';
import { type FaultKind, KNOWN_FAULTS, type KnownFault } from './fault-kinds.ts';
import { captureOutput } from './function-log.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A request to the broker in which one AWS call fails at its first attempt or at every attempt. */
export interface BrokerCase {
  readonly call: BrokerCall;
  readonly fault: KnownFault;
  readonly times: 'once' | 'always';
}

export const BROKER_CASES: readonly BrokerCase[] = (
  Object.keys(BROKER_REQUESTS) as BrokerCall[]
).flatMap((call) =>
  KNOWN_FAULTS.filter(({ of }) => of?.includes(call) ?? true).flatMap((fault) =>
    (['once', 'always'] as const).map((times) => ({ call, fault, times })),
  ),
);

/** The broker's answer (status and `Code`) to each kind of fault. Answers with 429 and 503 also have Retry-After. */
const DESIGNED: Readonly<Record<FaultKind, string>> = {
  silence: '504 UpstreamTimeout',
  broken: '502 UpstreamFailure',
  refused: '502 UpstreamFailure',
  failed: '502 UpstreamFailure',
  throttled: '429 Throttled',
  malformed: '502 UpstreamFailure',
};

/** Exceptions to `DESIGNED`. The key is the call and the name of the fault. */
const DESIGNED_OTHERWISE: Readonly<Record<string, string>> = {
  'ListObjectsV2: a refusal': '403 BucketAccessDenied',
  'ListObjectsV2: a session that is unknown': '403 BucketAccessDenied',
  'GetFederationToken: a stale key': '503 BrokerAccessKeyUnavailable',
  'GetSecretValue: no members': '503 BrokerAccessKeyUnavailable',
  'GetSecretValue: null': '503 BrokerAccessKeyUnavailable',
  'GetSecretValue: an empty body': '503 BrokerAccessKeyUnavailable',
  // The sign-in endpoint has no error codes, so only the status 429 shows throttling.
  'getSigninToken: 429 without a body': '429 Throttled',
  'getSigninToken: 429 until later': '429 Throttled',
};

const COMES_WITH_RETRY_AFTER = /^(429|503) /;

export interface BrokerOutcome {
  readonly answer: string;
  readonly body: string;
  readonly output: string;
  /** Duration in virtual time. */
  readonly milliseconds: number;
  /** Descriptions of what is wrong with the outcome. */
  readonly faults: readonly string[];
}

export async function tryBrokerCase(
  given: BrokerCase,
  aws: AwsServer,
  time: VirtualTime,
  change: (broker: BrokerDependencies) => BrokerDependencies = (broker) => broker,
): Promise<BrokerOutcome> {
  const broker = change(freshBroker(aws.url));
  const event = BROKER_REQUESTS[given.call];
  let met = 0;
  aws.faultOf = (call) => {
    if (call !== given.call || (given.times === 'once' && met > 0)) {
      return undefined;
    }
    met += 1;
    return given.fault;
  };
  const started = time.now;
  const { result, output } = await captureOutput(() => answerRequest(event, broker));
  const milliseconds = time.now - started;
  aws.faultOf = () => undefined;
  const { result: after } = await captureOutput(() => answerRequest(event, broker));

  const { statusCode = 0, headers = {}, body = '' } = result;
  const answer = statusCode === 200 ? '200' : `${statusCode} ${JSON.parse(body).Code}`;
  const designed = designedAnswers(given);
  const limit = LIMIT_MILLISECONDS[given.call];
  const faults = [
    ...(met > 0 ? [] : ['the request does not make this call']),
    ...(designed.includes(answer) ? [] : [`${answer} instead of ${designed.join(' or ')}`]),
    ...(COMES_WITH_RETRY_AFTER.test(answer) && !(Number(headers['retry-after']) > 0)
      ? [`${answer} without Retry-After`]
      : []),
    ...(milliseconds <= limit ? [] : [`takes ${milliseconds} ms, but the limit is ${limit} ms`]),
    ...(after.statusCode === 200 ? [] : [`after the fault: ${after.statusCode} ${after.body}`]),
  ];
  return { answer, body, output, milliseconds, faults };
}

/** If a fault occurs only once, a retry may succeed, so a normal answer is also correct. */
function designedAnswers({ call, fault, times }: BrokerCase): readonly string[] {
  const designed =
    DESIGNED_OTHERWISE[`${call}: ${fault.name}`] ??
    (call === 'getSigninToken' && fault.kind !== 'silence'
      ? DESIGNED.failed
      : DESIGNED[fault.kind]);
  return times === 'once' ? [designed, '200'] : [designed];
}

/** The control: a broker that does not map the errors of the AWS clients to errors of its API. */
export function withoutMapping(broker: BrokerDependencies): BrokerDependencies {
  const { tokens, objectKeys, signInLinks } = broker;
  return {
    ...broker,
    tokens: { issue: (...given) => tokens.issue(...given).catch(throwCause) },
    objectKeys: { list: (...given) => objectKeys.list(...given).catch(throwCause) },
    signInLinks: { create: (...given) => signInLinks.create(...given).catch(throwCause) },
  };
}

function throwCause(error: unknown): never {
  throw error instanceof BrokerError ? error.cause : error;
}
