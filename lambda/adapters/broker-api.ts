import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { BrokerError } from '../../core/broker-error.ts';
import { type CallerIdentity, parseIamCaller } from '../../core/identity.ts';
import { explainToken, issueToken } from '../../core/issue-token.ts';
import { listGrants } from '../../core/list-grants.ts';
import { listObjects } from '../../core/list-objects.ts';
import { parseListRequest } from '../../core/list-request.ts';
import { ROUTES, type Route } from '../../core/routes.ts';
import { parseTokenRequest } from '../../core/token-request.ts';
import { answer, errorAnswer } from './http-answer.ts';
import { type HttpBody, jsonBody } from './http-request.ts';

/** What the use cases need, and the account that callers must be of. */
export type BrokerDependencies = Parameters<typeof issueToken>[3] &
  Parameters<typeof listObjects>[3] & { readonly accountId: string };

/** What is read of an HTTP API's event; the authorizer's context is believed to be there only when it is. */
export type BrokerEvent = HttpBody &
  Pick<APIGatewayProxyEventV2, 'routeKey' | 'rawQueryString' | 'pathParameters'> & {
    readonly requestContext: {
      readonly requestId: string;
      readonly authorizer?: { readonly iam?: { readonly userArn?: unknown } };
    };
  };

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
  const route = ROUTES.find((known) => known === routeKey);
  if (route === undefined) {
    throw new Error('The API has a route that the broker does not know.');
  }
  return route;
}

/** From the authorizer's context alone: nothing that a caller sends says who it is. */
function callerOf(
  { requestContext }: BrokerEvent,
  { accountId, partition, audit }: BrokerDependencies,
): CallerIdentity {
  const { requestId, authorizer } = requestContext;
  const userArn = authorizer?.iam?.userArn;
  const caller = parseIamCaller(userArn, accountId, partition);
  if (caller === undefined) {
    audit.record({ type: 'CallerRefused', requestId, callerArn: String(userArn) });
    throw new BrokerError(
      'AccessDenied',
      `Grants are for IAM roles and users of the account ${accountId}: assume a role there first.`,
    );
  }
  return caller;
}
