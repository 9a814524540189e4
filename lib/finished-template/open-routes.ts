import { PORTAL_ROUTES } from '../../core/routes.ts';
import { displayName, type FinishedResource } from './finished-stacks.ts';
import type { References } from './references.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';

const OPEN_ROUTES: readonly unknown[] = PORTAL_ROUTES;

/** A route of another type would be open, too: without a type, or with one that API Gateway adds later. */
const AUTHENTICATED: readonly unknown[] = ['AWS_IAM', 'JWT'];

/**
 * Everybody can call a route without authentication. Only the routes of the portal may be open, and only if they lead to a
 * portal function, which has no permissions.
 *
 * @param own all resources of the broker
 * @param portalFunctions the portal functions among them
 */
export function openRouteProblems(
  own: ReadonlySet<FinishedResource>,
  portalFunctions: ReadonlySet<FinishedResource>,
  references: References,
): readonly string[] {
  const leadsToPortal = ({ properties, in: stack }: FinishedResource) => {
    const integrations = ofType(INTEGRATION, references.in(properties.Target, stack));
    const functions = integrations.flatMap((each) => [
      ...references.in(each.properties.IntegrationUri, stack),
    ]);
    return functions.length > 0 && functions.every((each) => portalFunctions.has(each));
  };
  return ofType(ROUTE, own)
    .filter(({ properties }) => !AUTHENTICATED.includes(properties.AuthorizationType))
    .filter((route) => !(OPEN_ROUTES.includes(route.properties.RouteKey) && leadsToPortal(route)))
    .map(
      (route) =>
        `${displayName(route)}: everybody could call ${route.properties.RouteKey}: only the routes ${PORTAL_ROUTES.join(', ')} ` +
        'may be without authentication, and they must lead to the portal function',
    );
}

function ofType(type: string, resources: Iterable<FinishedResource>): readonly FinishedResource[] {
  return [...resources].filter((each) => each.type === type);
}
