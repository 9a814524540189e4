import { CannotTry, isUnsupported } from './aws-answers.ts';
import { type Claim, judge, notTried, type Outcome } from './claim.ts';
import type { Trial } from './trial.ts';

export interface Result {
  readonly claim: Claim;
  readonly outcome: Outcome;
}

/** Tries one claim after the other. When `isStopped` returns true, the remaining claims are not tried. */
export async function runClaims(
  claims: readonly Claim[],
  trial: Trial,
  { isStopped, onResult }: { isStopped: () => boolean; onResult: (result: Result) => void },
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const claim of claims) {
    const outcome = isStopped() ? notTried('interrupted') : await outcomeOf(claim, trial);
    const result = { claim, outcome };
    results.push(result);
    onResult(result);
  }
  return results;
}

async function outcomeOf(claim: Claim, trial: Trial): Promise<Outcome> {
  try {
    return await claim.try(trial);
  } catch (error) {
    if (error instanceof CannotTry) {
      return notTried(error.message);
    }
    if (trial.account.isLocal && isUnsupported(error)) {
      return notTried('the local AWS does not have this operation');
    }
    return judge(false, `unexpected: ${errorText(error)}`);
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** @param reason why the claims could not be tried */
export function untried(claims: readonly Claim[], reason: string): readonly Result[] {
  return claims.map((claim) => ({ claim, outcome: notTried(reason) }));
}
