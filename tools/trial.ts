import { writeFileSync } from 'node:fs';
import { runProgram } from './program.ts';
import { openAccount, type TrialAccount } from './trial/account.ts';
import { parseTrialArguments, TRIAL_USAGE, type TrialArguments } from './trial/arguments.ts';
import { tryDeployedStack } from './trial/deployed-stack.ts';
import { Interruption } from './trial/interruption.ts';
import { startLocalTrial } from './trial/local-trial.ts';
import { TRIAL_STACK } from './trial/names.ts';
import { cleanUp, runOwnTrial } from './trial/own-stack.ts';
import { askForConsent, planText } from './trial/plan.ts';
import { isProof, reportPage, summaryOf } from './trial/report.ts';
import type { Result } from './trial/run-claims.ts';
import { readToken } from './trial/trial-token.ts';

const print = (line: string) => console.log(line);

async function main(args: readonly string[]): Promise<void> {
  const parsed = parseTrialArguments(args);
  if (parsed === undefined) {
    console.log(TRIAL_USAGE);
    return;
  }
  if (parsed.mode !== 'local') {
    await runTrial(parsed, await openAccount(parsed.accountId ?? ''));
    return;
  }
  const local = await startLocalTrial((message) => console.error(`warning: ${message}`));
  try {
    const { accountId, tokenFile, kmsKey } = local;
    const account = await openAccount(accountId);
    await runTrial({ ...parsed, mode: 'own stack', tokenFile, kmsKey }, account);
  } finally {
    await local.close();
  }
}

async function runTrial(parsed: TrialArguments, account: TrialAccount): Promise<void> {
  if (parsed.mode === 'clean') {
    const left = await cleanUp(account, print);
    print(left.length === 0 ? 'Nothing is left.' : `Left: ${left.join(', ')}`);
    process.exitCode = left.length === 0 ? 0 : 1;
    return;
  }
  const results = await resultsOf(parsed, account);
  const subject =
    parsed.stackName === undefined
      ? `the stack ${TRIAL_STACK}`
      : 'a stack that was deployed before';
  const header = { ...account, subject, date: new Date() };
  writeFileSync(parsed.report, reportPage(header, results));
  print(`${summaryOf(results)}. The report is in ${parsed.report}.`);
  if (!isProof(results)) {
    process.exitCode = 1;
  }
}

async function resultsOf(
  { stackName, tokenFile, kmsKey, isConfirmed }: TrialArguments,
  account: TrialAccount,
): Promise<readonly Result[]> {
  const token = tokenFile === undefined ? undefined : readToken(tokenFile);
  if (stackName === undefined) {
    print(planText(account));
    if (!isConfirmed) {
      await askForConsent(account.accountId);
    }
  }
  const interruption = new Interruption(print);
  try {
    const parts = { account, interruption, onResult: printResult };
    return stackName === undefined
      ? await runOwnTrial({ ...parts, token, kmsKey, print })
      : await tryDeployedStack(stackName, parts);
  } finally {
    if (interruption.isRequested) {
      process.exitCode = 1;
    }
    interruption.close();
  }
}

const VERDICT_WIDTH = 'confirmed'.length;

function printResult({ claim, outcome }: Result): void {
  const text = outcome.verdict === 'not tried' ? outcome.why : outcome.answer;
  print(`${outcome.verdict.padEnd(VERDICT_WIDTH)}  ${claim.id}: ${text}`);
}

await runProgram(main);
