import { code, lines, type Markdown, prose, table } from './markdown.ts';
import { openRouteText } from './open-route.ts';
import type { PermissionStatement } from './policy-statements.ts';
import { OMITTED_PROPERTIES, STATEMENT_PROPERTIES } from './resource-types.ts';
import { settingsOf, valueText } from './setting-values.ts';
import type {
  ReviewedOutput,
  ReviewedParameter,
  ReviewedResource,
  ReviewedTemplate,
} from './template.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';

/** The definition of the CloudWatch dashboard. The page omits it, because it is long and has no effect on permissions. */
const DASHBOARD = 'DashboardBody';

/** The properties of a route that its own table shows. */
const ROUTE_COLUMNS = [
  'ApiId',
  'RouteKey',
  'AuthorizationType',
  'AuthorizerId',
  'AuthorizationScopes',
  'Target',
];

/** Routes, parameters, outputs and all other settings. */
export function settingsSection(
  template: ReviewedTemplate,
  statements: readonly PermissionStatement[],
): Markdown {
  const { resources, outputs, parameters } = template;
  const routes = resources.filter(({ type }) => type === ROUTE);
  return [
    '## Settings',
    '### Routes',
    table(
      ['API', 'route', 'authorization', 'target'],
      routes.map((route) => routeRow(route, openRouteText(route, template, statements))),
    ),
    '### Resources',
    'Resources that consist of statements only are listed above.',
    resources.flatMap(resourceItem).join('\n') || 'None.',
    ...(parameters.length === 0
      ? []
      : [
          '### Parameters',
          '**Whoever deploys chooses these values, and this page does not show them.** Without a choice, a value of an earlier ' +
            'deployment remains. A first deployment uses the default. If the type begins with `AWS::SSM::`, the default is the ' +
            'name of a value that AWS Systems Manager has when the stack is deployed.',
          parameters.map(parameterItem).join('\n'),
        ]),
    '### Outputs',
    table(['output', 'value', 'description'], outputs.map(outputRow)),
  ].join('\n\n');
}

/** @param open the text if the route is open */
function routeRow({ properties }: ReviewedResource, open: Markdown): readonly Markdown[] {
  const { ApiId, RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes, Target } =
    properties;
  // A route without an authorization type is open to everybody.
  const authorization =
    AuthorizationType === undefined || AuthorizationType === 'NONE'
      ? open
      : [AuthorizationType, AuthorizerId].filter((part) => part !== undefined).map(valueText);
  return [
    valueText(ApiId),
    valueText(RouteKey),
    lines([
      [authorization].flat().join(' by '),
      AuthorizationScopes === undefined
        ? 'no scope required'
        : `scope: one of ${valueText(AuthorizationScopes)}`,
    ]),
    valueText(Target),
  ];
}

/**
 * Shows a list. One line for each setting makes a change easy to see, and a table with long values would be wider than the
 * page.
 *
 * @returns nothing for a resource that another section shows completely
 */
function resourceItem({ logicalId, type, properties }: ReviewedResource): readonly Markdown[] {
  const shownElsewhere = type === ROUTE ? ROUTE_COLUMNS : (STATEMENT_PROPERTIES.get(type) ?? []);
  const shown = Object.entries(properties)
    .filter(([name]) => !OMITTED_PROPERTIES.has(name) && !shownElsewhere.includes(name))
    .flatMap(([name, value]) =>
      name === DASHBOARD ? [`${code(name)}: not shown`] : settingLines({ [name]: value }),
    );
  return shown.length === 0 && shownElsewhere.length > 0
    ? []
    : [`- ${code(logicalId)}, ${code(type)}`, ...shown.map((line) => `  - ${line}`)];
}

function parameterItem({ name, type, settings }: ReviewedParameter): Markdown {
  return [
    `- ${code(name)}, ${code(type)}`,
    ...settingLines(settings).map((line) => `  - ${line}`),
  ].join('\n');
}

function outputRow(output: ReviewedOutput): readonly Markdown[] {
  const { name, value, description, exportName } = output;
  const exported = exportName === undefined ? [] : [`exported as ${code(exportName)}`];
  return [code(name), code(value), lines([prose(description), ...exported].filter(Boolean))];
}

/** `RotationRules.AutomaticallyAfterDays: 30`, `Tags.team: a` */
function settingLines(settings: object): readonly Markdown[] {
  return settingsOf(settings).map(({ name, value }) => `${code(name)}: ${value}`);
}
