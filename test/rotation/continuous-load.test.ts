import { setTimeout as sleep } from 'node:timers/promises';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { BrokerAccessKey } from '../../lambda/adapters/broker-access-key.ts';
import { StsFederationTokens } from '../../lambda/adapters/federation-tokens.ts';
import { describeError } from '../../lambda/adapters/log.ts';
import { type InProcessAws, startInProcessAws } from './in-process-aws.ts';

/** Six with each pause. More take long beside other tests: 100 took 90 seconds. */
const ROTATIONS = 30;
const PROPAGATION_SECONDS = 5;
/** Pauses between two rotations. The longest is longer than a broker caches a key, the shortest is shorter. */
const PAUSES_SECONDS = [0, 1, 10, 200, 400];
/** Shorter than the skew at which the AWS SDK corrects its clock, because requests run while time advances. */
const LEAP_SECONDS = 100;

/** Real time that an instance waits after each request, so that the rotation gets processor time. */
const PAUSE_MILLISECONDS = 10;

const REQUEST = {
  name: 'alice',
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }],
  }),
  durationSeconds: 900,
  tags: [],
};

/** A broker instance that issues sessions one after another with its own cached key. */
class LoadedBroker {
  requests = 0;
  mostKeys = 0;
  readonly failures: unknown[] = [];
  readonly #tokens: StsFederationTokens;
  readonly #brokerUser: InProcessAws['brokerUser'];
  readonly #running: Promise<void>;
  #ended = false;
  #waiting: (() => void)[] = [];

  constructor({ secretArn, brokerUser }: InProcessAws) {
    this.#tokens = new StsFederationTokens(new BrokerAccessKey(secretArn, () => new Date()));
    this.#brokerUser = brokerUser;
    this.#running = this.#run();
  }

  nextAnswer(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      await this.#tokens
        .issue(REQUEST)
        .catch((error: unknown) => this.failures.push(describeError(error)));
      this.requests += 1;
      this.mostKeys = Math.max(this.mostKeys, this.#brokerUser.accessKeys.list().length);
      for (const answered of this.#waiting.splice(0)) {
        answered();
      }
      await sleep(PAUSE_MILLISECONDS);
    }
  }
}

const brokers: LoadedBroker[] = [];
const faults: unknown[] = [];
let aws: InProcessAws;
let loadedUntil = 0;

/** Advances simulated time while the load continues. In each second every instance answers once. */
async function pass(milliseconds: number): Promise<void> {
  for (let rest = milliseconds; rest > 0; rest -= LEAP_SECONDS * 1_000) {
    jest.setSystemTime(Date.now() + Math.min(rest, LEAP_SECONDS * 1_000));
    if (Date.now() - loadedUntil >= 1_000) {
      loadedUntil = Date.now();
      await Promise.all(brokers.map((broker) => broker.nextAnswer()));
    }
  }
}

beforeAll(async () => {
  // Only Date is simulated. Sockets and their timeouts use the machine's time.
  jest.useFakeTimers({
    now: new Date('2026-11-21T12:00:00Z'),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
  aws = await startInProcessAws({
    propagationSeconds: PROPAGATION_SECONDS,
    sleep: pass,
    onFault: (error) => faults.push(error),
  });
});

afterAll(async () => {
  await Promise.all(brokers.map((broker) => broker.end()));
  await aws.close();
  jest.useRealTimers();
});

test('no request of a continuous load fails during 30 rotations, although AWS knows new keys only after 5 s', async () => {
  const drops = jest.spyOn(BrokerAccessKey.prototype, 'drop');
  await aws.configureRotation();
  let rotations = (await aws.rotated()) ? 1 : 0;
  brokers.push(new LoadedBroker(aws), new LoadedBroker(aws));
  const secretsManager = new SecretsManagerClient();
  while (rotations < ROTATIONS) {
    await pass((PAUSES_SECONDS[rotations % PAUSES_SECONDS.length] ?? 0) * 1_000);
    await secretsManager.send(new RotateSecretCommand({ SecretId: aws.secretArn }));
    expect(await aws.rotated()).toBe(true);
    rotations += 1;
  }
  await pass(PROPAGATION_SECONDS * 2_000);
  await Promise.all(brokers.map((broker) => broker.end()));

  expect(brokers.flatMap(({ failures }) => failures)).toEqual([]);
  expect(faults).toEqual([]);
  for (const { requests, mostKeys } of brokers) {
    expect(requests).toBeGreaterThanOrEqual(200);
    expect(mostKeys).toBe(2);
  }
  // The test is meaningful only if AWS first refuses new keys, and if an instance at some time holds a deleted key.
  expect(aws.refusedTrials()).toBeGreaterThanOrEqual(ROTATIONS);
  expect(drops.mock.calls.length).toBeGreaterThan(10);
});
