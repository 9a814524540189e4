import { createHash } from 'node:crypto';

/**
 * The 64 hexadecimal characters by which S3 names an account as owner. AWS's are random; these follow from the account
 * id, so that they stay the same from run to run.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
 */
export function canonicalUserId(accountId: string): string {
  return createHash('sha256').update(`canonical user of ${accountId}`).digest('hex');
}
