import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { parseConsoleRequest } from '../../core/console-request.ts';
import { containerCredentials } from '../../core/container-credentials.ts';
import { parseCredentialsRequest } from '../../core/credentials-request.ts';
import type { CallerIdentity } from '../../core/identity.ts';
import { issueSignInLink } from '../../core/issue-sign-in-link.ts';
import { explainToken, issueToken } from '../../core/issue-token.ts';
import { listGrants } from '../../core/list-grants.ts';
import { listObjects } from '../../core/list-objects.ts';
import { parseListRequest } from '../../core/list-request.ts';
import { JWT_ROUTES, type Route } from '../../core/routes.ts';
import { parseTokenRequest } from '../../core/token-request.ts';
import { type AuthorizedEvent, type CallerDependencies, callerOf } from './caller.ts';
import { answer, errorAnswer } from './http-answer.ts';
import { type HttpBody, jsonBody } from './http-request.ts';

/** What the use cases need, and what tells callers apart. */
export type BrokerDependencies = Parameters<typeof issueToken>[3] &
  Parameters<typeof listObjects>[3] &
  Parameters<typeof issueSignInLink>[3] &
  CallerDependencies;

/** What is read of an HTTP API's event. */
export type BrokerEvent = AuthorizedEvent &
  HttpBody &
  Pick<APIGatewayProxyEventV2, 'routeKey' | 'rawQueryString' | 'pathParameters'>;

interface BrokerRequest {
  readonly event: BrokerEvent;
  readonly caller: CallerIdentity;
  readonly requestId: string;
  readonly dependencies: BrokerDependencies;
}

const HANDLERS: Readonly<Record<Route, (request: BrokerRequest) => unknown>> = {
  'POST /federation-tokens': ({ event, caller, requestId, dependencies }) => {
    const { access, dryRun } = parseTokenRequest(jsonBody(event));
    return dryRun
      ? explainToken(access, caller, dependencies)
      : issueToken(access, caller, requestId, dependencies);
  },
  'GET /buckets/{bucket}/keys': ({ event, caller, requestId, dependencies }) => {
    const request = parseListRequest(event.pathParameters?.bucket, event.rawQueryString);
    return listObjects(request, caller, requestId, dependencies);
  },
  'GET /console': ({ event, caller, requestId, dependencies }) =>
    issueSignInLink(parseConsoleRequest(event.rawQueryString), caller, requestId, dependencies),
  'GET /credentials': async ({ event, caller, requestId, dependencies }) => {
    const access = parseCredentialsRequest(event.rawQueryString);
    return containerCredentials(await issueToken(access, caller, requestId, dependencies));
  },
  'GET /grants': ({ caller, dependencies }) => listGrants(caller, dependencies.grants),
};

/** Answers one request of the HTTP API, in payload format 2.0. */
export async function answerRequest(
  event: BrokerEvent,
  dependencies: BrokerDependencies,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { requestId } = event.requestContext;
  try {
    const handle = HANDLERS[routeOf(event)];
    const caller = callerOf(event, dependencies);
    return answer(await handle({ event, caller, requestId, dependencies }));
  } catch (error) {
    return errorAnswer(error, requestId);
  }
}

/** By the route that API Gateway authorized, never by the path. */
function routeOf({ routeKey }: BrokerEvent): Route {
  const route = JWT_ROUTES.find((known) => known === routeKey);
  if (route === undefined) {
    throw new Error('The API has a route that the broker does not know.');
  }
  return route;
}
