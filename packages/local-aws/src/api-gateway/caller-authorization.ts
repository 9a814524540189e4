import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import type { CredentialSource } from '../iam/credentials.ts';
import type { Principal } from '../iam/principal.ts';
import { type SignedRequest, verifySignature } from '../sigv4/verify-signature.ts';
import { GatewayError } from './gateway-error.ts';

const SIGNING_NAME = 'execute-api';
const INVOKE = 'execute-api:Invoke';

/**
 * `requestContext.authorizer.iam` of payload format 2.0.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface IamCaller {
  readonly accessKey: string;
  readonly accountId: string;
  readonly callerId: string;
  readonly cognitoIdentity: null;
  readonly principalOrgId: null;
  readonly userArn: string;
  readonly userId: string;
}

export interface CallerAuthorizationOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly credentials: CredentialSource;
  readonly authorizer: Authorizer;
}

/**
 * Checks that the signed caller may invoke the API. Throws GatewayError 403 `Forbidden` for every reason. `resource` is
 * the ARN of https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export function authorizeCaller(
  request: SignedRequest,
  sourceIp: string,
  resource: string,
  { account, clock, credentials, authorizer }: CallerAuthorizationOptions,
): IamCaller {
  try {
    const { principal } = verifySignature(request, {
      credentials,
      region: account.region,
      now: clock.now(),
      expectedService: SIGNING_NAME,
    });
    authorizer.authorize({
      principal,
      sourceIp,
      action: INVOKE,
      resource,
      resourceAccount: account.accountId,
    });
    return callerOf(principal);
  } catch (error) {
    if (error instanceof AwsError) {
      throw new GatewayError(403, 'Forbidden', { 'authorizer.error': error.message });
    }
    throw error;
  }
}

function callerOf(principal: Principal): IamCaller {
  if (principal.kind === 'service' || principal.kind === 'anonymous') {
    throw new GatewayError(403, 'Forbidden');
  }
  return {
    accessKey: principal.accessKeyId,
    accountId: principal.accountId,
    callerId: principal.userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: principal.arn,
    userId: principal.userId,
  };
}
