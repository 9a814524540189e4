import { AwsError } from '../../src/aws-error.ts';
import { putGatewayMetrics } from '../../src/cloudwatch/gateway-metrics.ts';
import { MeteredInvoker } from '../../src/cloudwatch/metered-invoker.ts';
import { Metrics } from '../../src/cloudwatch/metrics.ts';
import type { Invocation } from '../../src/lambda/invoker.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:Worker';

let metrics: Metrics;

beforeEach(() => {
  metrics = new Metrics();
});

function valuesOf(namespace: string, name: string, dimensions: Record<string, string>) {
  return metrics.data({ namespace, name, dimensions }).map(({ value }) => value);
}

const ofWorker = (name: string) => valuesOf('AWS/Lambda', name, { FunctionName: 'Worker' });
const ofApi = (name: string) => valuesOf('AWS/ApiGateway', name, { ApiId: 'a1' });

async function invoke(outcome: Invocation | AwsError): Promise<unknown> {
  const functions = {
    invoke: async () => {
      if (outcome instanceof AwsError) {
        throw outcome;
      }
      return outcome;
    },
  };
  const invoker = new MeteredInvoker(functions, metrics, { now: () => new Date(NOW) });
  return invoker.invoke(FUNCTION, {}, { service: 'apigateway.amazonaws.com' }).catch(String);
}

test('Lambda counts invocations and errors, and passes their results on', async () => {
  expect(await invoke({ payload: 'fine' })).toEqual({ payload: 'fine' });
  expect(await invoke({ payload: 'bad', functionError: 'Unhandled' })).toMatchObject({
    functionError: 'Unhandled',
  });
  expect(ofWorker('Invocations')).toEqual([1, 1]);
  expect(ofWorker('Errors')).toEqual([0, 1]);
  expect(ofWorker('Throttles')).toEqual([0, 0]);
  expect(ofWorker('Duration')).toEqual([expect.any(Number), expect.any(Number)]);
});

test('a throttled invocation counts only as throttled, and a refused one does not count', async () => {
  const error = (code: string) => invoke(new AwsError(code, 'No.'));
  expect(await error('TooManyRequestsException')).toContain('No.');
  expect(await error('AccessDeniedException')).toContain('No.');
  expect(ofWorker('Throttles')).toEqual([1]);
  expect(ofWorker('Invocations')).toEqual([]);
});

test('API Gateway counts every answer, and errors of clients and servers separately', () => {
  for (const status of [200, 399, 400, 499, 500, 503]) {
    putGatewayMetrics(metrics, 'a1', { status, receivedAt: NOW, answeredAt: NOW + 20 });
  }
  expect(ofApi('Count')).toEqual([1, 1, 1, 1, 1, 1]);
  expect(ofApi('4xx')).toEqual([0, 0, 1, 1, 0, 0]);
  expect(ofApi('5xx')).toEqual([0, 0, 0, 0, 1, 1]);
  expect(new Set(ofApi('Latency'))).toEqual(new Set([20]));
});
