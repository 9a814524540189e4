import type { Account } from '../account.ts';
import { type FunctionSettings, functionArnOf } from './function-settings.ts';
import type { Invocation } from './invoker.ts';

/** Answers an invocation in place of a function's code. An error that it throws becomes the function's error. */
export type FunctionHandler = (functionArn: string, event: unknown) => Promise<unknown>;

/**
 * A function whose code never runs, because a handler in this process answers. It has no log, no timeout and no
 * process.
 */
export class InProcessFunction {
  readonly arn: string;
  readonly settings: FunctionSettings;
  readonly busy = false;
  readonly #handler: FunctionHandler;

  constructor(settings: FunctionSettings, account: Account, handler: FunctionHandler) {
    this.arn = functionArnOf(account, settings.functionName);
    this.settings = settings;
    this.#handler = handler;
  }

  async invoke(event: unknown): Promise<Invocation> {
    try {
      return { payload: (await this.#handler(this.arn, event)) ?? null };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return {
        payload: { errorType: name, errorMessage: message },
        functionError: 'Unhandled',
      };
    }
  }

  processOf(): undefined {
    return undefined;
  }

  async delete(): Promise<void> {}

  async drain(): Promise<void> {}
}
