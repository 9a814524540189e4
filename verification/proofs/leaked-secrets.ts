import { inspect } from 'node:util';
import { answerRequest, type BrokerDependencies } from '../../lambda/adapters/broker-api.ts';
import { AwsServer } from './faults/aws-server.ts';
import { answerBroker, freshBroker } from './faults/broker-calls.ts';
import { KNOWN_FAULTS } from './faults/fault-kinds.ts';
import { withFunctionEnvironment } from './faults/function-environment.ts';
import { captureOutput } from './faults/function-log.ts';
import { VirtualTime } from './faults/virtual-time.ts';
import type { Proof } from './proof.ts';
import { pick, type Random, randomNumbers } from './random.ts';
import { CANARIES } from './secrets/canaries.ts';
import { hostileEvent } from './secrets/hostile-events.ts';
import { leaksIn } from './secrets/leaks.ts';

/** The share of requests in which every AWS call fails. */
const FAULTY = 0.5;

const CONTROL_CASES = 40;

/** Matches characters that a log viewer may read as the end of a line. */
const LINE_END = /\r\n|[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Matches characters that a log viewer or a terminal would interpret. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Sends requests with secrets and hostile text in all inputs. In half of them, AWS fails in one of the known ways. Each log
 * event must be one line of JSON, and only an answer that delivers credentials may show a secret. The control is a broker that
 * logs the results and errors of the adapters unchanged.
 */
export const leakedSecrets: Proof = {
  property: 'no log and no refusal shows a secret, and no input can forge a log line',
  sample: 250,
  whole: 10_000,
  run: async (cases, seed) => {
    const failures = await tryRequests(cases, randomNumbers(seed), (broker) => broker);
    const control = await tryRequests(CONTROL_CASES, randomNumbers(seed), withCarelessLog);
    return { tried: cases, failures, controlFinds: control.length };
  },
};

type Change = (broker: BrokerDependencies) => BrokerDependencies;

async function tryRequests(
  cases: number,
  random: Random,
  change: Change,
): Promise<readonly string[]> {
  const time = new VirtualTime();
  const aws = await AwsServer.start(answerBroker);
  try {
    return await withFunctionEnvironment(async () => {
      process.env.AWS_ENDPOINT_URL = aws.url;
      const failures: string[] = [];
      for (let tried = 0; tried < cases; tried += 1) {
        const broker = change(freshBroker(aws.url));
        failures.push(...(await time.during(() => tryRequest(aws, broker, random))));
      }
      return failures;
    });
  } finally {
    await aws.close();
  }
}

async function tryRequest(
  aws: AwsServer,
  broker: BrokerDependencies,
  random: Random,
): Promise<readonly string[]> {
  const event = hostileEvent(random);
  const fault = random() < FAULTY ? pick(KNOWN_FAULTS, random) : undefined;
  aws.faultOf = (call) => ((fault?.of?.includes(call) ?? true) ? fault : undefined);
  const { result, output } = await captureOutput(() => answerRequest(event, broker));
  const isDelivery = result.statusCode === 200;
  const where = `${fault?.name ?? 'no fault'}, ${JSON.stringify(event)}`;
  return [
    ...faultyLines(output),
    ...leaksIn(output, CANARIES).map((name) => `the log shows ${name}`),
    ...(isDelivery ? [] : leaksIn(result.body ?? '', CANARIES)).map(
      (name) => `the answer shows ${name}`,
    ),
  ].map((text) => `${text}: ${where}`);
}

/** @returns a description of each log line that is not exactly one event */
export function faultyLines(output: string): readonly string[] {
  const lines = output.split(LINE_END);
  const events = lines.slice(0, -1);
  return [
    ...(lines.at(-1) === '' ? [] : ['the log ends in the middle of a line']),
    ...events.filter((line) => !isEvent(line)).map((line) => `not an event: ${line.slice(0, 80)}`),
    ...events.filter((line) => CONTROLS.test(line)).map(() => 'a log line has control characters'),
  ];
}

function isEvent(line: string): boolean {
  try {
    // Lambda's own events have a type instead of an event, and messages of Node.js have neither.
    const { time, event, timestamp, type, message } = JSON.parse(line);
    return (
      typeof (time ?? timestamp) === 'string' && typeof (event ?? type ?? message) === 'string'
    );
  } catch {
    return false;
  }
}

/** The control: a broker that logs everything that its adapters return and throw. */
function withCarelessLog(broker: BrokerDependencies): BrokerDependencies {
  const { tokens, objectKeys, signInLinks } = broker;
  const logged = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const result = await work;
      process.stdout.write(`${inspect(result, { depth: null })}\n`);
      return result;
    } catch (error) {
      process.stdout.write(`${inspect(error, { depth: null })}\n`);
      throw error;
    }
  };
  return {
    ...broker,
    tokens: { issue: (...given) => logged(tokens.issue(...given)) },
    objectKeys: { list: (...given) => logged(objectKeys.list(...given)) },
    signInLinks: { create: (...given) => logged(signInLinks.create(...given)) },
  };
}
