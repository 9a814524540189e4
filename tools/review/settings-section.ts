import { code, lines, type Markdown, prose, table } from './markdown.ts';
import { OMITTED_PROPERTIES, STATEMENT_PROPERTIES } from './resource-types.ts';
import type { ReviewedOutput, ReviewedResource, ReviewedTemplate } from './template.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';

/** The definition of a picture of the metrics. It is long, and decides nothing about permissions. */
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

/** Routes, outputs and all other settings. */
export function settingsSection({ resources, outputs }: ReviewedTemplate): Markdown {
  const routes = resources.filter(({ type }) => type === ROUTE);
  return [
    '## Settings',
    '### Routes',
    table(['API', 'route', 'authorization', 'scopes', 'target'], routes.map(routeRow)),
    '### Resources',
    'Resources that consist of statements only are listed above.',
    table(['resource', 'type', 'settings'], resources.flatMap(resourceRow)),
    '### Outputs',
    table(['output', 'value', 'description'], outputs.map(outputRow)),
  ].join('\n\n');
}

function routeRow({ properties }: ReviewedResource): readonly Markdown[] {
  const { ApiId, RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes, Target } =
    properties;
  // Without an authorization type, a route is open to everybody.
  const authorization =
    AuthorizationType === undefined || AuthorizationType === 'NONE'
      ? '**none: anyone can call it**'
      : [AuthorizationType, AuthorizerId].filter((part) => part !== undefined).map(valueText);
  return [
    valueText(ApiId),
    valueText(RouteKey),
    [authorization].flat().join(' by '),
    AuthorizationScopes === undefined ? 'none required' : valueText(AuthorizationScopes),
    valueText(Target),
  ];
}

/** @returns no row for a resource that another table shows completely */
function resourceRow({
  logicalId,
  type,
  properties,
}: ReviewedResource): readonly (readonly Markdown[])[] {
  const shownElsewhere = type === ROUTE ? ROUTE_COLUMNS : (STATEMENT_PROPERTIES.get(type) ?? []);
  const shown = Object.entries(properties)
    .filter(([name]) => !OMITTED_PROPERTIES.has(name) && !shownElsewhere.includes(name))
    .flatMap(([name, value]) =>
      name === DASHBOARD ? [`${code(name)}: not shown`] : settingLines(name, value),
    );
  return shown.length === 0 && shownElsewhere.length > 0
    ? []
    : [[code(logicalId), code(type), lines(shown)]];
}

function outputRow(output: ReviewedOutput): readonly Markdown[] {
  const { name, value, description, exportName } = output;
  const exported = exportName === undefined ? [] : [`exported as ${code(exportName)}`];
  return [code(name), code(value), lines([prose(description), ...exported].filter(Boolean))];
}

/** `RotationRules.AutomaticallyAfterDays: 30`, `Tags.team: a` */
function settingLines(name: string, value: unknown): readonly Markdown[] {
  const entries = isTagList(value)
    ? value.map(({ Key, Value }) => [Key, Value] as const)
    : typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [];
  return entries.length === 0
    ? [`${code(name)}: ${valueText(value)}`]
    : entries.flatMap(([inner, item]) => settingLines(`${name}.${inner}`, item));
}

/** Some types have their tags as a list, others as an object. */
function isTagList(value: unknown): value is readonly { Key: string; Value: unknown }[] {
  return (
    Array.isArray(value) &&
    value.every((item) => item instanceof Object && Object.keys(item).sort().join() === 'Key,Value')
  );
}

function valueText(value: unknown): Markdown {
  if (value === undefined) {
    return '**missing**';
  }
  return [value]
    .flat()
    .map((item) => code(typeof item === 'string' ? item : JSON.stringify(item)))
    .join(', ');
}
