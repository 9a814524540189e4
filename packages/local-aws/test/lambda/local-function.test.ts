import { existsSync } from 'node:fs';
import { AwsError } from '../../src/aws-error.ts';
import type { FunctionSettings } from '../../src/lambda/function-settings.ts';
import { LocalFunction } from '../../src/lambda/local-function.ts';
import { HostFixture, settingsOf } from './function-fixture.ts';

let host: HostFixture;
let created: LocalFunction[];

beforeEach(() => {
  host = new HostFixture();
  created = [];
});

afterEach(async () => {
  await Promise.all(created.map((localFunction) => localFunction.delete()));
});

async function start(overrides?: Partial<FunctionSettings>): Promise<LocalFunction> {
  const localFunction = await LocalFunction.create(settingsOf(overrides), host);
  created.push(localFunction);
  return localFunction;
}

describe('answers', () => {
  test('a CommonJS handler answers, although the repository has ES modules', async () => {
    const probe = await start();
    expect(await probe.invoke({ action: 'echo', text: 'ü "\n' })).toEqual({
      payload: { event: { action: 'echo', text: 'ü "\n' } },
    });
  });

  test('a module handler answers', async () => {
    const probe = await start({ codeFolder: 'module' });
    expect((await probe.invoke({ n: 1 })).payload).toEqual({ module: true, event: { n: 1 } });
  });

  test('a handler that returns nothing answers null', async () => {
    const probe = await start();
    expect(await probe.invoke({ action: 'nothing' })).toEqual({ payload: null });
  });

  test('the context has the function, the request and the remaining time', async () => {
    const probe = await start();
    const { payload } = await probe.invoke({ action: 'context' });
    expect(payload).toMatchObject({
      functionName: 'Probe',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/Probe',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:Probe',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logStreamName: expect.stringMatching(/^2026\/11\/21\/\[\$LATEST\][0-9a-f]{32}$/),
    });
    const { remaining } = payload as { remaining: number };
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(30_000);
  });
});

describe('failures', () => {
  const ofHandlers: readonly [string, string, RegExp][] = [
    ['throw', 'OddError', /^thrown on purpose$/],
    ['reject', 'string', /^a plain string$/],
    ['exit', 'Runtime.ExitError', /exit status 7$/],
    ['circular', 'Runtime.MarshalError', /stringify/],
    ['stray', 'Runtime.UnhandledPromiseRejection', /nobody waits/],
  ];

  test.each(ofHandlers)(
    '%s fails as %s, and the next invocation works',
    async (action, type, message) => {
      const probe = await start();
      expect(await probe.invoke({ action })).toMatchObject({
        functionError: 'Unhandled',
        payload: { errorType: type, errorMessage: expect.stringMatching(message) },
      });
      expect(await probe.invoke({ action: 'nothing' })).toEqual({ payload: null });
    },
  );

  const ofLoading: readonly [string, Partial<FunctionSettings>, string][] = [
    ['a module that throws', { codeFolder: 'broken' }, 'Error'],
    ['a missing module', { handler: 'absent.handler' }, 'Runtime.ImportModuleError'],
    ['a missing export', { handler: 'index.absent' }, 'Runtime.HandlerNotFound'],
    ['a callback handler', { codeFolder: 'callback' }, 'Runtime.CallbackHandlerDeprecated'],
  ];

  test.each(ofLoading)('%s fails the invocation', async (_name, overrides, errorType) => {
    const probe = await start(overrides);
    expect(await probe.invoke({})).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType },
    });
  });

  test('a handler is killed after its timeout, and the next invocation has a new process', async () => {
    const probe = await start({ timeoutSeconds: 1 });
    const { payload: first } = await probe.invoke({ action: 'process' });
    expect(await probe.invoke({ action: 'hang' })).toMatchObject({
      functionError: 'Unhandled',
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/),
      },
    });
    expect(() => process.kill(Number(first), 0)).toThrow('ESRCH');
    const { payload: second } = await probe.invoke({ action: 'process' });
    expect(second).not.toBe(first);
  });

  test('a response over 6 MB is an error of the function', async () => {
    const probe = await start();
    expect(await probe.invoke({ action: 'large', bytes: 6_291_556 })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    const { payload } = await probe.invoke({ action: 'large', bytes: 6_291_554 });
    expect(payload).toHaveLength(6_291_554);
  });

  test('a request over 6 MB is refused', async () => {
    const probe = await start();
    const invoked = probe.invoke({ action: 'nothing', text: 'x'.repeat(6_291_556) });
    await expect(invoked).rejects.toMatchObject({ code: 'RequestTooLargeException' });
  });
});

describe('processes', () => {
  test('consecutive invocations share a process, and concurrent ones have their own', async () => {
    const probe = await start();
    const first = await probe.invoke({ action: 'process' });
    const second = await probe.invoke({ action: 'process' });
    expect(second).toEqual(first);
    const wait = { action: 'wait', milliseconds: 300 };
    const both = await Promise.all([probe.invoke(wait), probe.invoke(wait)]);
    expect(new Set(both.map(({ payload }) => payload)).size).toBe(2);
  });

  test('the eleventh concurrent invocation is throttled', async () => {
    const probe = await start();
    const invocations = Array.from({ length: 11 }, () => probe.invoke({ action: 'nothing' }));
    const results = await Promise.allSettled(invocations);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(results[10]).toMatchObject({ reason: { code: 'TooManyRequestsException' } });
  });

  test.each([0, 1])(
    'with a reservation of %i, no more invocations run concurrently, and any number consecutively',
    async (reservedConcurrency) => {
      const probe = await start({ reservedConcurrency });
      const outcomes = async () => {
        const invocations = [0, 1].map(() => probe.invoke({ action: 'nothing' }));
        const settled = await Promise.allSettled(invocations);
        return settled.map((each) => (each.status === 'rejected' ? each.reason.code : 'ran'));
      };
      const expected = [0, 1].map((nth) =>
        nth < reservedConcurrency ? 'ran' : 'TooManyRequestsException',
      );
      expect(await outcomes()).toEqual(expected);
      expect(await outcomes()).toEqual(expected);
    },
  );

  test('a process is replaced before its role credentials expire', async () => {
    const probe = await start();
    const keyId = async () =>
      ((await probe.invoke({ action: 'environment' })).payload as Record<string, string>)
        .AWS_ACCESS_KEY_ID;
    const first = await keyId();
    host.time = new Date(host.time.getTime() + 44 * 60_000);
    expect(await keyId()).toBe(first);
    host.time = new Date(host.time.getTime() + 60_000);
    expect(await keyId()).not.toBe(first);
  });

  test('deletion ends a running invocation and removes the code', async () => {
    const probe = await start();
    const { payload } = await probe.invoke({ action: 'environment' });
    const { LAMBDA_TASK_ROOT: taskRoot } = payload as Record<string, string>;
    const hanging = probe.invoke({ action: 'hang' });
    await probe.delete();
    expect(await hanging).toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
    expect(existsSync(String(taskRoot))).toBe(false);
  });
});

describe('environment', () => {
  test('has the function’s variables and those that Lambda documents, and none of this process', async () => {
    process.env.LOCAL_AWS_TEST_PARENT = 'leak';
    const probe = await start({ variables: { SECRET_ID: 'id', TZ: 'Europe/Paris' } });
    const { payload } = await probe.invoke({ action: 'environment' });
    delete process.env.LOCAL_AWS_TEST_PARENT;
    expect(payload).toEqual({
      SECRET_ID: 'id',
      TZ: 'Europe/Paris',
      LANG: 'en_US.UTF-8',
      _HANDLER: 'index.handler',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'Probe',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Probe',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_ACCESS_KEY_ID: 'ASIA0000000000000000',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      LAMBDA_TASK_ROOT: expect.any(String),
      HOME: expect.any(String),
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      LOCAL_AWS_ISSUERS: '{"https://id.example.com":"http://127.0.0.1:4567/"}',
      _X_AMZN_TRACE_ID: expect.stringMatching(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
      ),
    });
  });

  test('has a new tracing header for each invocation', async () => {
    const probe = await start();
    const headers = new Set<unknown>();
    for (let count = 0; count < 3; count += 1) {
      const { payload } = await probe.invoke({ action: 'environment' });
      headers.add((payload as Record<string, string>)._X_AMZN_TRACE_ID);
    }
    expect(headers.size).toBe(3);
  });
});

describe('log', () => {
  test('text lines are between START, END and REPORT', async () => {
    const probe = await start();
    await probe.invoke({ action: 'log', lines: ['first', 'second\nthird'] });
    await probe.invoke({ action: 'nothing' });
    expect(host.messages).toEqual([
      expect.stringMatching(/^START RequestId: [\w-]{36} Version: \$LATEST$/),
      expect.stringMatching(/^[\dT:.Z-]+\t[\w-]{36}\tINFO\tfirst$/),
      expect.stringMatching(/\tINFO\tsecond\rthird$/),
      expect.stringMatching(/^END RequestId: /),
      expect.stringMatching(/^REPORT RequestId: .*Memory Size: 128 MB\tInit Duration: /),
      expect.stringMatching(/^START /),
      expect.stringMatching(/^END /),
      expect.not.stringContaining('Init Duration'),
    ]);
  });

  test('the last output of a process is before END', async () => {
    const probe = await start();
    await probe.invoke({ action: 'exit' });
    expect(host.messages).toEqual([
      expect.stringMatching(/^START /),
      expect.stringMatching(/\tINFO\tlast words$/),
      expect.stringContaining('Runtime.ExitError'),
      expect.stringMatching(/^END /),
      expect.stringMatching(/^REPORT /),
    ]);
  });

  test('JSON lines have level, request and message, and start at the configured level', async () => {
    const logging = { logGroup: 'g', format: 'JSON', applicationLevel: 'INFO' } as const;
    const probe = await start({ logging });
    await probe.invoke({ action: 'log', lines: [{ kind: 'Audit' }] });
    await probe.invoke({ action: 'throw' });
    const lines = host.messages.map((message) => JSON.parse(message));
    expect(lines).toMatchObject([
      { type: 'platform.start' },
      { level: 'INFO', requestId: expect.any(String), message: { kind: 'Audit' } },
      { type: 'platform.report' },
      { type: 'platform.start' },
      { level: 'ERROR', errorType: 'OddError', errorMessage: 'thrown on purpose' },
      { type: 'platform.report' },
    ]);
  });

  test('lines below the configured level are dropped', async () => {
    const logging = { logGroup: 'g', format: 'JSON', applicationLevel: 'WARN' } as const;
    const probe = await start({ logging });
    await probe.invoke({ action: 'log', lines: ['quiet'] });
    expect(host.messages.join()).not.toContain('quiet');
  });

  test('without permissions to write logs, the log stays empty, and there is one warning', async () => {
    host.refusal = new AwsError(
      'AccessDenied',
      'not authorized to perform: logs:PutLogEvents',
      403,
    );
    const probe = await start();
    await probe.invoke({ action: 'log', lines: ['lost'] });
    await probe.invoke({ action: 'log', lines: ['lost'] });
    expect(host.messages).toEqual([]);
    expect(host.warnings).toEqual([
      'Probe cannot write its log: not authorized to perform: logs:PutLogEvents',
    ]);
  });
});

test('deletion during the start of a process leaves no process', async () => {
  const probe = await start();
  const invoked = probe.invoke({ action: 'nothing' });
  await probe.delete();
  expect(await invoked).toMatchObject({ functionError: 'Unhandled' });
});
