import { createHash } from 'node:crypto';

/**
 * Returns the 64 hexadecimal characters by which S3 names an account as owner. On AWS they are random. Here they are
 * derived from the account id, so that they do not change between runs.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
 */
export function canonicalUserId(accountId: string): string {
  return createHash('sha256').update(`canonical user of ${accountId}`).digest('hex');
}
