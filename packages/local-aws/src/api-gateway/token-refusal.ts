import { GatewayError } from './gateway-error.ts';

/** What the access log shows for a request without a token. */
const NO_TOKEN = 'the request has no token';

/** 401 without an error code, as RFC 6750 specifies for requests without authentication. */
export function missingToken(): GatewayError {
  return unauthorized(NO_TOKEN, 'Bearer');
}

/**
 * 401. The description never contains a part of the request. Source of the header:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html
 */
export function invalidToken(description: string): GatewayError {
  const challenge = `Bearer scope="" error="invalid_token" error_description="${description}"`;
  return unauthorized(description, challenge);
}

/** 403 for a valid token that has none of the route's scopes. */
export function insufficientScope(scopes: readonly string[]): GatewayError {
  const description = 'the token has none of the scopes of the route';
  const challenge = `Bearer scope="${scopes.join(' ')}" error="insufficient_scope" error_description="${description}"`;
  return refusal(403, 'Forbidden', description, challenge);
}

function unauthorized(description: string, challenge: string): GatewayError {
  return refusal(401, 'Unauthorized', description, challenge);
}

function refusal(
  status: number,
  message: string,
  description: string,
  challenge: string,
): GatewayError {
  return new GatewayError(
    status,
    message,
    { 'authorizer.error': description },
    { 'www-authenticate': challenge },
  );
}
