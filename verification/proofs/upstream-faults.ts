import { AwsServer } from './faults/aws-server.ts';
import { answerBroker } from './faults/broker-calls.ts';
import {
  BROKER_CASES,
  type BrokerCase,
  tryBrokerCase,
  withoutMapping,
} from './faults/broker-faults.ts';
import { CLEANUP_CASES, type CleanupCase, tryCleanupCase } from './faults/cleanup-faults.ts';
import { withFunctionEnvironment } from './faults/function-environment.ts';
import { ROTATION_CASES, type RotationCase, tryRotationCase } from './faults/rotation-faults.ts';
import { VirtualTime } from './faults/virtual-time.ts';
import type { Proof } from './proof.ts';
import { randomNumbers } from './random.ts';
import { CANARIES } from './secrets/canaries.ts';
import { leaksIn } from './secrets/leaks.ts';

export type FaultCase =
  | ({ readonly of: 'broker' } & BrokerCase)
  | ({ readonly of: 'rotation' } & RotationCase)
  | ({ readonly of: 'cleanup' } & CleanupCase);

/** Every AWS call of every function, combined with every fault that can affect it. */
export const FAULT_CASES: readonly FaultCase[] = [
  ...BROKER_CASES.map((given) => ({ of: 'broker' as const, ...given })),
  ...CLEANUP_CASES.map((given) => ({ of: 'cleanup' as const, ...given })),
  ...ROTATION_CASES.map((given) => ({ of: 'rotation' as const, ...given })),
];

/** A few cases are enough for the control: without the mapping of errors, about half of them fail. */
const CONTROL_CASES = 10;

/**
 * Each fault must end as designed. The broker answers with the designed status, Code and Retry-After within the call's time
 * limit. The access key and the secret still work after a failed rotation or cleanup, and the next run repairs what the failed one
 * left. No log line and no refusal shows a secret. `test/lambda` tries some of these faults on single adapters, and `test/core`
 * tries crashes between calls. This proof tries them on whole functions with their real time limits.
 */
export const upstreamFaults: Proof = {
  property: 'every fault of every AWS call ends as designed, in time, and leaves nothing behind',
  sample: 24,
  whole: 450,
  run: async (cases, seed) => {
    const failures: string[] = [];
    const chosen = sampleOf(FAULT_CASES, cases, seed);
    for (const given of chosen) {
      const found = await faultsOf(given);
      const { of, call, fault, times } = given;
      failures.push(...found.map((text) => `${of}, ${call}, ${fault.name}, ${times}: ${text}`));
    }
    return { tried: chosen.length, failures, controlFinds: await controlFinds(seed) };
  },
};

/** Runs one case. @returns descriptions of what went wrong */
export async function faultsOf(given: FaultCase): Promise<readonly string[]> {
  const time = new VirtualTime();
  return withFunctionEnvironment(() =>
    time.during(async () => {
      switch (given.of) {
        case 'broker':
          return withBrokerAws(async (aws) => {
            const { answer, body, output, faults } = await tryBrokerCase(given, aws, time);
            const shown = answer === '200' ? output : output + body;
            return [...faults, ...leaksIn(shown, CANARIES)];
          });
        case 'cleanup':
        case 'rotation': {
          const { output, secrets, faults } = await (given.of === 'cleanup'
            ? tryCleanupCase(given, time)
            : tryRotationCase(given, time));
          return [...faults, ...leaksIn(output, { ...CANARIES, ...secrets })];
        }
      }
    }),
  );
}

/** The control: a broker that does not map the errors of the AWS clients to errors of its API. */
async function controlFinds(seed: number): Promise<number> {
  let finds = 0;
  for (const given of sampleOf(BROKER_CASES, CONTROL_CASES, seed)) {
    const time = new VirtualTime();
    const { faults } = await withFunctionEnvironment(() =>
      time.during(() => withBrokerAws((aws) => tryBrokerCase(given, aws, time, withoutMapping))),
    );
    finds += faults.length > 0 ? 1 : 0;
  }
  return finds;
}

async function withBrokerAws<T>(act: (aws: AwsServer) => Promise<T>): Promise<T> {
  const aws = await AwsServer.start(answerBroker);
  process.env.AWS_ENDPOINT_URL = aws.url;
  try {
    return await act(aws);
  } finally {
    await aws.close();
  }
}

/** Returns a random sample, because neighbouring cases in the list are similar. */
function sampleOf<T>(all: readonly T[], cases: number, seed: number): readonly T[] {
  const random = randomNumbers(seed);
  return all
    .map((given) => ({ given, at: random() }))
    .sort((one, other) => one.at - other.at)
    .slice(0, cases)
    .map(({ given }) => given);
}
