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

/** Seconds from now until the default time. */
export const REACH_SECONDS = SIGN_IN_LINK_SECONDS + CLOCK_SKEW_SECONDS;

/**
 * The time before which sessions end unless the operator gives another. It is in the future for two reasons. A sign-in link that
 * was issued a moment ago can still be opened, and AWS does not document whether `aws:TokenIssueTime` is then the time of the
 * login. And the clock of this machine may be slow.
 */
export function defaultIssuedBefore(now: Date): string {
  return timestamp(new Date(Math.ceil(now.getTime() / 1000 + REACH_SECONDS) * 1000));
}

/** @throws Error if all those sessions have expired, or if the time is later than any session of today can last */
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
      `--issued-before: must be at most ${hours} hours ahead, because sessions that are issued until then fail, ` +
        'and a session of today has expired by then.',
    );
  }
}
