import { TokenBucket } from 'local-aws/models';
import { answerRequest, type BrokerDependencies } from '../../lambda/adapters/broker-api.ts';
import { AwsServer, type Call } from './faults/aws-server.ts';
import { answerBroker, BROKER_REQUESTS, freshBroker } from './faults/broker-calls.ts';
import { withoutMapping } from './faults/broker-faults.ts';
import { KNOWN_FAULTS } from './faults/fault-kinds.ts';
import { withFunctionEnvironment } from './faults/function-environment.ts';
import { captureOutput } from './faults/function-log.ts';
import { VirtualTime } from './faults/virtual-time.ts';
import type { Proof } from './proof.ts';

/** The quota of STS in this proof, in calls of GetFederationToken per second. */
const QUOTA = { rateLimit: 10, burstLimit: 5 };

/** The load in requests per second, and the lower rate and its duration after the load has dropped. */
const LOAD_RATE = 2 * QUOTA.rateLimit;
const AFTERWARDS_RATE = QUOTA.rateLimit / 2;
const AFTERWARDS_SECONDS = 8;

/** The share of the quota that must be used under load. */
const USED_MIN = 0.95;
const RECOVERY_SECONDS_MAX = 5;

const MILLISECONDS = 1_000;

const SECONDS_OF_CONTROL = 2;

/** Each case is one request. The control is a broker that does not map the errors of the AWS clients. */
export const stsQuota: Proof = {
  property:
    'at twice the quota of STS, the quota is fully used and the other requests are told to come back later',
  sample: 3 * LOAD_RATE,
  whole: 60 * LOAD_RATE,
  run: async (cases) => {
    const load = await underLoad(cases / LOAD_RATE);
    const control = await underLoad(SECONDS_OF_CONTROL, withoutMapping);
    return {
      tried: load.during.length,
      failures: faultsOf(load, cases / LOAD_RATE),
      controlFinds: control.during.filter(isUndesigned).length,
    };
  },
};

interface Answer {
  readonly status: number;
  readonly retryAfter: unknown;
  /** The time of the request, in seconds since the load dropped. */
  readonly askedAtSeconds: number;
}

interface Load {
  /** The number of sessions that STS issued until the load dropped. */
  readonly granted: number;
  readonly during: readonly Answer[];
  readonly afterwards: readonly Answer[];
}

function faultsOf({ granted, during, afterwards }: Load, seconds: number): readonly string[] {
  const used = granted / (seconds * QUOTA.rateLimit);
  const late = afterwards.filter(
    ({ status, askedAtSeconds }) => status !== 200 && askedAtSeconds > RECOVERY_SECONDS_MAX,
  );
  return [
    ...[...during, ...afterwards]
      .filter(isUndesigned)
      .map(({ status, retryAfter }) => `${status}, Retry-After ${retryAfter}`),
    ...(used >= USED_MIN ? [] : [`${Math.round(used * 100)} % of the quota is used`]),
    ...late.map(({ askedAtSeconds }) => `refused ${askedAtSeconds} s after the load dropped`),
  ];
}

function isUndesigned({ status, retryAfter }: Answer): boolean {
  return status !== 200 && !(status === 429 && Number(retryAfter) > 0);
}

async function underLoad(
  seconds: number,
  change: (broker: BrokerDependencies) => BrokerDependencies = (broker) => broker,
): Promise<Load> {
  const time = new VirtualTime();
  const aws = await AwsServer.start(answerBroker);
  const quota = new TokenBucket(QUOTA, { now: () => new Date(time.now) });
  const throttling = KNOWN_FAULTS.find(({ name }) => name === 'Throttling');
  let taken = 0;
  aws.faultOf = (call: Call) => {
    if (call === 'GetFederationToken' && !quota.take()) {
      return throttling;
    }
    taken += call === 'GetFederationToken' ? 1 : 0;
    return undefined;
  };
  const idle: BrokerDependencies[] = [];
  const ask = async (since: number): Promise<Answer> => {
    // Like a Lambda instance, each broker answers one request at a time.
    const broker = idle.pop() ?? change(freshBroker(aws.url));
    const askedAtSeconds = (time.now - since) / MILLISECONDS;
    const answer = await answerRequest(BROKER_REQUESTS.GetFederationToken, broker);
    idle.push(broker);
    const { statusCode: status = 0, headers = {} } = answer;
    return { status, retryAfter: headers['retry-after'], askedAtSeconds };
  };
  const askFor = async (duration: number, rate: number) => {
    const since = time.now;
    const answers: Promise<Answer>[] = [];
    for (let asked = 0; asked < duration * rate; asked += 1) {
      answers.push(ask(since));
      await time.sleep(MILLISECONDS / rate);
    }
    return answers;
  };
  try {
    const { result } = await captureOutput(() =>
      withFunctionEnvironment(() => {
        process.env.AWS_ENDPOINT_URL = aws.url;
        return time.during(async () => {
          const during = await askFor(seconds, LOAD_RATE);
          const granted = taken;
          const afterwards = await askFor(AFTERWARDS_SECONDS, AFTERWARDS_RATE);
          return {
            granted,
            during: await Promise.all(during),
            afterwards: await Promise.all(afterwards),
          };
        });
      }),
    );
    return result;
  } finally {
    await aws.close();
  }
}
