import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { FunctionInvoker, Invocation, InvocationCaller } from '../lambda/invoker.ts';
import type { Metrics } from './metrics.ts';

/**
 * Puts Lambda's metrics of the invocations that it passes on.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class MeteredInvoker implements FunctionInvoker {
  readonly #functions: FunctionInvoker;
  readonly #metrics: Metrics;
  readonly #clock: Clock;

  constructor(functions: FunctionInvoker, metrics: Metrics, clock: Clock) {
    this.#functions = functions;
    this.#metrics = metrics;
    this.#clock = clock;
  }

  async invoke(
    functionArn: string,
    payload: unknown,
    caller: InvocationCaller,
  ): Promise<Invocation> {
    const begun = performance.now();
    try {
      const invocation = await this.#functions.invoke(functionArn, payload, caller);
      this.#put(functionArn, {
        Invocations: 1,
        Errors: invocation.functionError === undefined ? 0 : 1,
        Throttles: 0,
        Duration: performance.now() - begun,
      });
      return invocation;
    } catch (error) {
      // Throttled invocations are counted separately. Invocations that the function's policy refuses are not counted.
      if (error instanceof AwsError && error.code === 'TooManyRequestsException') {
        this.#put(functionArn, { Throttles: 1 });
      }
      throw error;
    }
  }

  #put(functionArn: string, values: Readonly<Record<string, number>>): void {
    const dimensions = { FunctionName: functionArn.split(':').at(-1) ?? '' };
    const timestamp = this.#clock.now().getTime();
    for (const [name, value] of Object.entries(values)) {
      this.#metrics.put({ namespace: 'AWS/Lambda', name, dimensions }, { timestamp, value });
    }
  }
}
