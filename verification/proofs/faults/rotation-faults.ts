import {
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type AccessKey, accessKeyIn } from '../../../core/rotation/access-key.ts';
import { describeError, writeLog } from '../../../lambda/adapters/log.ts';
import { type InProcessAws, startInProcessAws } from '../../../test/rotation/in-process-aws.ts';
import { AwsServer, type Call, forwardTo } from './aws-server.ts';
import { KNOWN_FAULTS, type KnownFault } from './fault-kinds.ts';
import { captureOutput } from './function-log.ts';
import type { VirtualTime } from './virtual-time.ts';

const ROTATION_CALLS = [
  'DescribeSecret',
  'GetSecretValue',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'ListAccessKeys',
  'CreateAccessKey',
  'DeleteAccessKey',
  'GetCallerIdentity',
] as const satisfies readonly Call[];

/** The calls that one rotation makes several times. */
const REPEATED_CALLS: readonly Call[] = [
  'DescribeSecret',
  'GetSecretValue',
  'ListAccessKeys',
  'GetCallerIdentity',
];

/** The timeout of the rotation function for each step, as in `lib/broker-access-key.ts`. */
const STEP_MILLISECONDS = 120_000;

/** The number of rotations. It is enough to finish or abandon the faulty rotation, and to complete another one. */
const RECOVERY_ROTATIONS = 3;

/** A rotation in which calls of one kind fail: the first call, the second, or all of them. */
export interface RotationCase {
  readonly call: Call;
  readonly fault: KnownFault;
  readonly times: 'first' | 'second' | 'always';
}

export const ROTATION_CASES: readonly RotationCase[] = ROTATION_CALLS.flatMap((call) =>
  KNOWN_FAULTS.filter(({ of }) => of?.includes(call) ?? true).flatMap((fault) =>
    timesOf(call).map((times) => ({ call, fault, times })),
  ),
);

function timesOf(call: Call): readonly RotationCase['times'][] {
  return REPEATED_CALLS.includes(call) ? ['first', 'second', 'always'] : ['first', 'always'];
}

export interface FunctionOutcome {
  readonly output: string;
  /** Secrets that the output must not show. The canaries are checked in addition. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

export async function tryRotationCase(
  { call, fault, times }: RotationCase,
  time: VirtualTime,
): Promise<FunctionOutcome> {
  const aws = await startInProcessAws({
    propagationSeconds: 0,
    sleep: (milliseconds) => time.sleep(milliseconds),
    onFault: (error) =>
      writeLog({
        event: 'RotationStepFailed',
        step: 'createSecret',
        versionId: 'unknown',
        error: describeError(error),
      }),
  });
  const endpoint = process.env.AWS_ENDPOINT_URL ?? '';
  const front = await AwsServer.start(forwardTo(endpoint));
  process.env.AWS_ENDPOINT_URL = front.url;
  const operator = new SecretsManagerClient({ endpoint });
  try {
    await aws.configureRotation();
    const faults = (await aws.rotated()) ? [] : ['the first rotation fails'];
    // A second key, as a crash would leave it. The next rotation must delete this key first.
    const left = aws.brokerUser.accessKeys.create();
    const steps = watchSteps(front, time, call, fault, times);
    const { output } = await captureOutput(() => rotate(aws, operator));
    faults.push(...steps.end(), ...(await stateFaults(aws, operator)));
    front.faultOf = () => undefined;
    const { output: later } = await captureOutput(() => recover(aws, operator));
    faults.push(
      ...(await stateFaults(aws, operator)).map((text) => `after the fault: ${text}`),
      ...((await aws.rotated()) ? [] : ['no rotation succeeds after the fault']),
      ...orphans(aws, await keyOf(aws, operator), await keyOf(aws, operator, 'AWSPREVIOUS')),
    );
    const keys = [left, ...aws.brokerUser.accessKeys.list()];
    const secrets = Object.fromEntries(
      keys.map(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey]),
    );
    return { output: output + later, secrets, faults };
  } finally {
    operator.destroy();
    await front.close();
    await aws.close();
  }
}

/** Makes calls fail as the case says, and measures the duration of each step. A step begins with DescribeSecret. */
function watchSteps(
  front: AwsServer,
  time: VirtualTime,
  faulty: Call,
  fault: KnownFault,
  times: RotationCase['times'],
): { end(): string[] } {
  const starts: number[] = [];
  let calls = 0;
  front.faultOf = (call, { headers }) => {
    if (call === 'DescribeSecret' && String(headers['amz-sdk-request']).startsWith('attempt=1;')) {
      starts.push(time.now);
    }
    calls += call === faulty ? 1 : 0;
    const isMet = times === 'always' || calls === (times === 'first' ? 1 : 2);
    return call === faulty && isMet ? fault : undefined;
  };
  return {
    end: () => {
      const ends = [...starts.slice(1), time.now];
      const longest = Math.max(...ends.map((end, index) => end - (starts[index] ?? end)));
      return [
        ...(calls > 0 ? [] : ['the rotation does not make this call']),
        ...(longest <= STEP_MILLISECONDS ? [] : [`a step takes ${longest} ms`]),
      ];
    },
  };
}

/** Starts a rotation. If one is unfinished, Secrets Manager refuses the new one and tries the unfinished one again. */
async function rotate(aws: InProcessAws, operator: SecretsManagerClient): Promise<void> {
  await operator
    .send(new RotateSecretCommand({ SecretId: aws.secretArn }))
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'InvalidRequestException') {
        throw error;
      }
    });
  await aws.rotated();
}

async function recover(aws: InProcessAws, operator: SecretsManagerClient): Promise<void> {
  for (let rotation = 0; rotation < RECOVERY_ROTATIONS; rotation += 1) {
    await rotate(aws, operator);
  }
}

/** Checks that the user has at most two keys, and that the key in AWSCURRENT works. */
async function stateFaults(aws: InProcessAws, operator: SecretsManagerClient): Promise<string[]> {
  const inForce = await keyOf(aws, operator);
  const keys = aws.brokerUser.accessKeys.list();
  const works = keys.some(
    ({ accessKeyId, secretAccessKey, status }) =>
      status === 'Active' &&
      accessKeyId === inForce?.accessKeyId &&
      secretAccessKey === inForce.secretAccessKey,
  );
  return [
    ...(works ? [] : ['AWSCURRENT holds no working key']),
    ...(keys.length <= 2 ? [] : [`${keys.length} keys`]),
  ];
}

function orphans(aws: InProcessAws, ...held: readonly (AccessKey | undefined)[]): string[] {
  const ids = held.map((key) => key?.accessKeyId);
  const left = aws.brokerUser.accessKeys
    .list()
    .filter(({ accessKeyId }) => !ids.includes(accessKeyId));
  return left.map(() => 'an orphaned key after the fault');
}

async function keyOf(
  { secretArn }: InProcessAws,
  operator: SecretsManagerClient,
  stage = 'AWSCURRENT',
): Promise<AccessKey | undefined> {
  const command = new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage });
  return accessKeyIn((await operator.send(command)).SecretString);
}
