import { PORTAL_ROUTES } from '../../core/routes.ts';
import { referencedId } from '../assembly/readable-value.ts';
import { code, type Markdown } from './markdown.ts';
import type { PermissionStatement } from './policy-statements.ts';
import type { ReviewedResource, ReviewedTemplate } from './template.ts';

const OPEN = '**none: anyone can call it**';

/** All that a portal function may do. */
const LOG_ACTIONS: readonly string[] = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** Says that everybody can call the route, and why, if it is one of the routes that may be open. */
export function openRouteText(
  { properties: { RouteKey, Target } }: ReviewedResource,
  { resources }: ReviewedTemplate,
  statements: readonly PermissionStatement[],
): Markdown {
  const propertiesOf = (id: unknown) =>
    resources.find(({ logicalId }) => logicalId === referencedId(id))?.properties ?? {};
  const { IntegrationUri } = propertiesOf(String(Target).replace('integrations/', ''));
  const role = referencedId(propertiesOf(IntegrationUri).Role);
  const allowed = statements
    .filter(({ principal, effect }) => effect === 'Allow' && referencedId(principal) === role)
    .flatMap(({ actions }) => actions);
  const mayOnlyLog = role !== undefined && allowed.every((action) => LOG_ACTIONS.includes(action));
  const isOfPortal = PORTAL_ROUTES.some((route) => route === RouteKey);
  return isOfPortal && mayOnlyLog
    ? `${OPEN}, because a browser loads the portal before anybody signs in. Its function, ` +
        `${code(referencedId(IntegrationUri) ?? '')}, may only write its log`
    : OPEN;
}
