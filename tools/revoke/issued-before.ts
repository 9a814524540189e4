import type { Revocation } from '../../core/configuration/revocation.ts';
import { hasEndedEverySession } from '../../core/configuration/revocation-list.ts';
import { DURATION_MAX_SECONDS } from '../../core/grants/grant.ts';
import { timestamp } from '../../core/timestamp.ts';

/**
 * Seconds for which a sign-in link can be opened.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
const SIGN_IN_LINK_SECONDS = 15 * 60;

/**
 * Seconds by which the clock of this machine may be slow. AWS documents the same tolerance for signed requests.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-signing.html
 */
const CLOCK_SKEW_SECONDS = 5 * 60;

/** Seconds from now until the default of `issuedBefore`. */
export const REACH_SECONDS = SIGN_IN_LINK_SECONDS + CLOCK_SKEW_SECONDS;

/**
 * The default of `issuedBefore`: sessions issued before this time are revoked. The default is in the future for two reasons.
 * First, somebody can still open a sign-in link that was issued a moment ago, and AWS does not document whether the session's
 * `aws:TokenIssueTime` is the time of the link or of the login. Second, the clock of this machine may be slow.
 */
export function defaultIssuedBefore(now: Date): string {
  return timestamp(new Date(Math.ceil(now.getTime() / 1000 + REACH_SECONDS) * 1000));
}

/**
 * @throws Error if all sessions issued before the time have expired, or if the time is further ahead than the longest session
 *   lasts
 */
export function checkIssuedBefore(revocation: Revocation, now: Date): void {
  const { issuedBefore } = revocation;
  const hours = DURATION_MAX_SECONDS / 3600;
  if (hasEndedEverySession(revocation, now)) {
    throw new Error(
      `--issued-before: ends no session, because all that were issued before ${issuedBefore} have expired: ` +
        `the longest lasts ${hours} hours. Leave the option out, or write a later time.`,
    );
  }
  if (Date.parse(issuedBefore) - now.getTime() > DURATION_MAX_SECONDS * 1000) {
    throw new Error(
      `--issued-before: must be at most ${hours} hours ahead, because all sessions issued before that time fail, ` +
        'and every session that exists now expires sooner.',
    );
  }
}
