import type { SignedRequest } from '../sigv4/verify-signature.ts';
import type { AccessLogContext } from './access-log.ts';
import {
  authorizeCaller,
  type CallerAuthorizationOptions,
  type IamCaller,
} from './caller-authorization.ts';
import { GatewayError } from './gateway-error.ts';
import type { HttpApi, RouteAuthorization } from './http-api.ts';
import { authorizeToken, type JwtAuthorizerOptions, type JwtCaller } from './jwt-authorizer.ts';

/** `requestContext.authorizer` of payload format 2.0. */
export type Caller = { readonly iam: IamCaller } | { readonly jwt: JwtCaller };

export interface RouteAuthorizationOptions
  extends CallerAuthorizationOptions,
    JwtAuthorizerOptions {}

export interface RouteRequest extends SignedRequest {
  readonly sourceIp: string;
  /** The ARN of the route, with the request's path. */
  readonly resource: string;
}

/**
 * Resolves to the caller if the caller may use the route, and to undefined if the route is open. Rejects with GatewayError
 * 401 and 403.
 */
export async function authorizeRoute(
  request: RouteRequest,
  authorization: RouteAuthorization,
  authorizers: HttpApi['authorizers'],
  options: RouteAuthorizationOptions,
): Promise<Caller | undefined> {
  if (authorization.type === 'NONE') {
    return undefined;
  }
  if (authorization.type === 'AWS_IAM') {
    return { iam: authorizeCaller(request, request.sourceIp, request.resource, options) };
  }
  const authorizer = authorizers.get(authorization.authorizerId);
  if (!authorizer) {
    throw new GatewayError(500, 'Internal Server Error', {
      'authorizer.error': 'The route has no authorizer',
    });
  }
  return {
    jwt: await authorizeToken(request.rawHeaders, authorizer, authorization.scopes, options),
  };
}

/**
 * Returns the access log variables of a caller.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function loggedCaller(caller: Caller | undefined): AccessLogContext {
  if (caller === undefined) {
    return {};
  }
  if ('jwt' in caller) {
    const claims = Object.entries(caller.jwt.claims);
    return Object.fromEntries(claims.map(([name, value]) => [`authorizer.claims.${name}`, value]));
  }
  const { accountId, callerId, userId, userArn } = caller.iam;
  return {
    'identity.accountId': accountId,
    'identity.caller': callerId,
    'identity.user': userId,
    'identity.userArn': userArn,
  };
}
