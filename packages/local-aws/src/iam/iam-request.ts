import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Authorizer } from './authorizer.ts';
import type { Identities } from './identities.ts';
import type { Principal } from './principal.ts';

export interface IamServiceDependencies {
  readonly account: Account;
  readonly identities: Identities;
  readonly authorizer: Authorizer;
}

/** @throws AwsError InvalidClientTokenId */
export function refuseFederatedUser({ kind }: Principal): void {
  if (kind === 'federated-user') {
    // AWS about the credentials of GetFederationToken: "You cannot call any IAM operations".
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
    throw new AwsError(
      'InvalidClientTokenId',
      'The security token included in the request is invalid',
      403,
    );
  }
}

/** @throws AwsError ValidationError */
export function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') {
    const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}
