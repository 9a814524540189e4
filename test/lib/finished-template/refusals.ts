import { Stack } from 'aws-cdk-lib';
import { appWith, Broker, problemsOf } from './broker-in-app.ts';

export interface Consumer {
  readonly stack: Stack;
  readonly broker: Broker;
}

/** A test: its title, a change that the app makes to the broker, and the only problem that the synthesis must report. */
export type Refusal = readonly [string, (consumer: Consumer) => void, RegExp];

export const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };
export const EVERYTHING = { Version: '2012-10-17', Statement: [ALLOW] };

/** Declares a test for each. */
export function refuses(refusals: readonly Refusal[]): void {
  test.each(refusals)('%s', (_, change, problem) => {
    const app = appWith();
    const stack = new Stack(app, 'Consumer');
    change({ stack, broker: new Broker(stack) });
    expect(problemsOf(app)).toEqual([expect.stringMatching(problem)]);
  });
}
