import { Stack } from 'aws-cdk-lib';
import { CfnIntegration, CfnRoute, type CfnRouteProps } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { PortalRoute, Route } from '../core/routes.ts';

/** With this stage, the API's URLs contain no stage name. */
export const STAGE = '$default';

export type ApiRoute = Route | PortalRoute;

export type RouteAuthorization = Pick<
  CfnRouteProps,
  'authorizationType' | 'authorizerId' | 'authorizationScopes'
>;

/** Routes that lead to the same function, with the same authorization. */
export interface ApiRoutesProps<R extends ApiRoute> {
  readonly apiId: string;
  readonly handler: IFunction;
  /** What the function is, for people. */
  readonly description: string;
  readonly routes: readonly R[];
  readonly authorization: RouteAuthorization;
}

/** Adds routes to an API. Each may invoke the function by a permission of its own. */
export function addRoutes<R extends ApiRoute>(
  scope: Construct,
  { apiId, handler, description, routes, authorization }: ApiRoutesProps<R>,
): ReadonlyMap<R, CfnRoute> {
  const integration = new CfnIntegration(scope, 'Integration', {
    apiId,
    description,
    integrationType: 'AWS_PROXY',
    integrationUri: handler.functionArn,
    payloadFormatVersion: '2.0',
  });
  const created = new Map<R, CfnRoute>();
  for (const route of routes) {
    const id = constructIdOf(route);
    const cfnRoute = new CfnRoute(scope, id, {
      apiId,
      routeKey: route,
      ...authorization,
      target: `integrations/${integration.ref}`,
    });
    new CfnPermission(scope, `${id}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: handler.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: routeArn(scope, apiId, route),
    });
    created.set(route, cfnRoute);
  }
  return created;
}

/**
 * The ARN by which a route is invoked.
 *
 * @param parameter replaces the path parameters of the route. A permission to invoke the function needs them as the route
 *   writes them. AWS compares a caller's policy with the path of the request
 */
export function routeArn(
  scope: Construct,
  apiId: string,
  route: ApiRoute,
  parameter?: string,
): string {
  const [method, path] = route.split(' ') as [string, string];
  const resourcePath = parameter === undefined ? path : path.replaceAll(/\{\w+\}/g, parameter);
  return Stack.of(scope).formatArn({
    service: 'execute-api',
    resource: apiId,
    resourceName: `${STAGE}/${method}${resourcePath}`,
  });
}

/** `GET /buckets/{bucket}/keys` → `GetBucketsBucketKeys` */
function constructIdOf(route: ApiRoute): string {
  return route
    .toLowerCase()
    .split(/[^a-z]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
