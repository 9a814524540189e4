import { createInterface } from 'node:readline/promises';
import type { TrialAccount } from './account.ts';
import { CALLER_ROLE, LOOKALIKE_ROLE, TRIAL_STACK, trialBucket } from './names.ts';

/** Describes what the trial will do, so that a person can decide whether to run it. */
export function planText({ accountId, region, identity }: TrialAccount): string {
  return `Account ${accountId} in ${region}, as ${identity}.

This trial creates
  - the CloudFormation stack ${TRIAL_STACK}: a broker with an IAM user, a secret, functions, HTTP APIs, logs and alarms,
    the bucket ${trialBucket(accountId, region)} with a few small objects,
    and the role ${CALLER_ROLE}, which this account may assume and which may call the broker
  - for a second, if IAM accepts it, the role ${LOOKALIKE_ROLE}, which nobody can assume
It rotates the key of its own user, sends several hundred requests to its own API, and deploys once more.
It then deletes all of this. What remains is the code of the functions in the bucket of the CDK's bootstrap stack,
and the events in CloudTrail.
It costs less than 0.10 USD: the secret, alarms and metrics are charged for parts of a month. It takes about 10 minutes.
`;
}

/** @throws Error if the person does not agree, or if there is no terminal */
export async function askForConsent(accountId: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new Error('There is no terminal to ask in. Give --yes to agree');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Type the account ID to continue: ');
  terminal.close();
  if (answer.trim() !== accountId) {
    throw new Error('Nothing was done');
  }
}
