import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { CallerIdentity } from '../../core/callers/identity.ts';
import { parseConsoleRequest } from '../../core/requests/console-request.ts';
import { parseCredentialsRequest } from '../../core/requests/credentials-request.ts';
import { parseListRequest } from '../../core/requests/list-request.ts';
import { parseTokenRequest } from '../../core/requests/token-request.ts';
import { JWT_ROUTES, type Route } from '../../core/routes.ts';
import {
  issueSignInLink,
  type SignInDependencies,
} from '../../core/use-cases/issue-sign-in-link.ts';
import {
  containerCredentials,
  explainToken,
  type IssueDependencies,
  issueToken,
} from '../../core/use-cases/issue-token.ts';
import { listGrants } from '../../core/use-cases/list-grants.ts';
import { type ListDependencies, listObjects } from '../../core/use-cases/list-objects.ts';
import { type AuthorizedEvent, type CallerDependencies, callerOf } from './caller.ts';
import { answer, errorAnswer } from './http-answer.ts';
import { type HttpBody, jsonBody } from './http-request.ts';

/** The dependencies of all use cases, and of the authentication of callers. */
export interface BrokerDependencies
  extends IssueDependencies,
    ListDependencies,
    SignInDependencies,
    CallerDependencies {}

/** The parts of an HTTP API's event that the broker reads. */
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
    const { session, dryRun } = parseTokenRequest(jsonBody(event));
    return dryRun
      ? explainToken(session, caller, dependencies)
      : issueToken(session, caller, requestId, dependencies);
  },
  'GET /buckets/{bucket}/keys': ({ event, caller, requestId, dependencies }) => {
    const request = parseListRequest(event.pathParameters?.bucket, event.rawQueryString);
    return listObjects(request, caller, requestId, dependencies);
  },
  'GET /console': ({ event, caller, requestId, dependencies }) =>
    issueSignInLink(parseConsoleRequest(event.rawQueryString), caller, requestId, dependencies),
  'GET /credentials': async ({ event, caller, requestId, dependencies }) => {
    const session = parseCredentialsRequest(event.rawQueryString);
    return containerCredentials(await issueToken(session, caller, requestId, dependencies));
  },
  'GET /grants': ({ caller, dependencies }) => listGrants(caller, dependencies),
};

/** Answers one request of an HTTP API. The event has payload format 2.0. */
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

/** Uses the route that API Gateway authorized, never the path. */
function routeOf({ routeKey }: BrokerEvent): Route {
  const route = JWT_ROUTES.find((known) => known === routeKey);
  if (route === undefined) {
    throw new Error('The API has a route that the broker does not handle.');
  }
  return route;
}
