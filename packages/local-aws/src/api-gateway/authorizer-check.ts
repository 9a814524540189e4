import { AwsError } from '../aws-error.ts';
import type { HttpApi, RouteAuthorization } from './http-api.ts';
import type { IssuerKeySets } from './issuer-key-sets.ts';
import type { JwtAuthorizerSettings } from './jwt-authorizer.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_AUDIENCES = 50;
const MAX_SCOPES = 10;

/** Rejects with BadRequestException if the issuer does not answer, or if the number of audiences is not allowed. */
export async function checkAuthorizer(
  { issuer, audience }: JwtAuthorizerSettings,
  keySets: IssuerKeySets,
): Promise<void> {
  if (audience.length === 0 || audience.length > MAX_AUDIENCES) {
    throw new AwsError(
      'BadRequestException',
      `A JWT authorizer must have 1 to ${MAX_AUDIENCES} audiences, not ${audience.length}`,
    );
  }
  try {
    await keySets.discover(issuer);
  } catch (error) {
    throw new AwsError(
      'BadRequestException',
      `Invalid issuer: ${issuer}. Its discovery document cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/**
 * Throws NotFoundException if the API does not have the authorizer, BadRequestException if there are too many scopes.
 */
export function checkAuthorization(
  authorization: RouteAuthorization,
  { authorizers }: HttpApi,
): void {
  if (authorization.type !== 'JWT') {
    return;
  }
  const { authorizerId, scopes } = authorization;
  if (!authorizers.has(authorizerId)) {
    throw new AwsError('NotFoundException', `Invalid Authorizer ${authorizerId}`, 404);
  }
  if (scopes.length > MAX_SCOPES) {
    throw new AwsError(
      'BadRequestException',
      `A route can have at most ${MAX_SCOPES} authorization scopes, not ${scopes.length}`,
    );
  }
}
