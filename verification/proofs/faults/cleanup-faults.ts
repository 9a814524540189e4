import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { handler } from '../../../lambda/delete-access-keys.ts';
import { startInProcessAws } from '../../../test/rotation/in-process-aws.ts';
import { type AwsRequest, AwsServer, type Call, forwardTo } from './aws-server.ts';
import { KNOWN_FAULTS, type KnownFault } from './fault-kinds.ts';
import { captureOutput } from './function-log.ts';
import type { FunctionOutcome } from './rotation-faults.ts';
import type { VirtualTime } from './virtual-time.ts';

const CLEANUP_CALLS = ['ListAccessKeys', 'DeleteAccessKey', 'CloudFormation'] as const;

/** The timeout of the cleanup function, as in `lib/broker-access-key.ts`. */
const LIMIT_MILLISECONDS = 120_000;

/** The signature of the presigned URL. */
const URL_SECRET = 'cAnAry+UrL/sIgNaTuRe=pw7eUyavYBfYLsHhDP4';

/** The deletion of a stack during which calls of one kind fail. */
export interface CleanupCase {
  readonly call: Call;
  readonly fault: KnownFault;
  readonly times: 'first' | 'always';
}

export const CLEANUP_CASES: readonly CleanupCase[] = CLEANUP_CALLS.flatMap((call) =>
  KNOWN_FAULTS.filter(({ kind, of }) =>
    // The cleanup function reads only the status of CloudFormation's answer, so faults in its body have no effect.
    call === 'CloudFormation'
      ? of === undefined && kind !== 'malformed'
      : (of?.includes(call) ?? true),
  ).flatMap((fault) => (['first', 'always'] as const).map((times) => ({ call, fault, times }))),
);

export async function tryCleanupCase(
  { call: faulty, fault, times }: CleanupCase,
  time: VirtualTime,
): Promise<FunctionOutcome> {
  const aws = await startInProcessAws({
    propagationSeconds: 0,
    sleep: (milliseconds) => time.sleep(milliseconds),
    onFault: () => undefined,
  });
  const answers: string[] = [];
  const passOn = forwardTo(process.env.AWS_ENDPOINT_URL ?? '');
  const front = await AwsServer.start((request, call) =>
    call === 'CloudFormation' ? record(answers, request) : passOn(request),
  );
  process.env.AWS_ENDPOINT_URL = front.url;
  const { accessKeys } = aws.brokerUser;
  const made = [accessKeys.create(), accessKeys.create()];
  try {
    const faults: string[] = [];
    let calls = 0;
    front.faultOf = (call) => {
      calls += call === faulty ? 1 : 0;
      return call === faulty && (times === 'always' || calls === 1) ? fault : undefined;
    };
    const started = time.now;
    const { output } = await captureOutput(() => deleteStack(front.url));
    const milliseconds = time.now - started;
    const left = accessKeys.list().length;
    faults.push(
      ...(calls > 0 ? [] : ['the function does not make this call']),
      ...(milliseconds <= LIMIT_MILLISECONDS ? [] : [`takes ${milliseconds} ms`]),
      ...(answers.includes('SUCCESS') && left > 0
        ? [`answers SUCCESS with ${left} keys left`]
        : []),
      ...(answers.length > 0 || faulty === 'CloudFormation'
        ? []
        : ['CloudFormation gets no answer']),
      ...(times === 'always' || answers.length > 0
        ? []
        : ['the answer to CloudFormation is not retried']),
    );
    front.faultOf = () => undefined;
    const { output: later } = await captureOutput(() => deleteStack(front.url));
    faults.push(
      ...(answers.at(-1) === 'SUCCESS' ? [] : ['fails after the fault']),
      ...(accessKeys.list().length === 0 ? [] : ['keys are left after the fault']),
    );
    const secrets = Object.fromEntries(
      made.map(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey]),
    );
    return { output: output + later, secrets: { ...secrets, url: URL_SECRET }, faults };
  } finally {
    await front.close();
    await aws.close();
  }
}

function record(answers: string[], { body }: AwsRequest) {
  answers.push(JSON.parse(body).Status);
  return { status: 200, headers: {}, body: '' };
}

/** Logs the error of a failed function, as Lambda does. */
async function deleteStack(endpoint: string): Promise<void> {
  try {
    await handler(deletion(endpoint));
  } catch (error) {
    process.stderr.write(String(error instanceof Error ? error.stack : error));
  }
}

function deletion(endpoint: string): CloudFormationCustomResourceEvent {
  return {
    RequestType: 'Delete',
    ServiceToken: 'arn:function',
    ResponseURL: `${endpoint}/cloudformation?${new URLSearchParams({ Signature: URL_SECRET })}`,
    StackId: 'arn:stack',
    RequestId: 'request-1',
    LogicalResourceId: 'BrokerAccessKeys',
    PhysicalResourceId: 'broker',
    ResourceType: 'Custom::AccessKeys',
    ResourceProperties: { ServiceToken: 'arn:function', UserName: 'broker' },
  };
}
