import { AwsError } from '../aws-error.ts';
import type { Requester } from '../iam/authorizer.ts';

/** @throws AwsError AccessDenied if the caller has no account */
export function callerAccountId({ principal }: Requester): string {
  if (principal.kind === 'service' || principal.kind === 'anonymous') {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  return principal.accountId;
}
