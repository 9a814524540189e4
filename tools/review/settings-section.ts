import { code, lines, type Markdown, prose, table } from './markdown.ts';
import { RESOURCE_TYPES } from './resource-types.ts';
import type { ReviewedOutput, ReviewedResource, ReviewedTemplate } from './template.ts';

/** Routes, every other setting, and outputs. */
export function settingsSection({ resources, outputs }: ReviewedTemplate): Markdown {
  const routes = resources.filter(({ type }) => type === 'AWS::ApiGatewayV2::Route');
  const others = resources.filter((resource) => !routes.includes(resource));
  return [
    '## Settings',
    '### Routes',
    table(['API', 'route', 'authorization', 'scopes', 'target'], routes.map(routeRow)),
    '### Resources',
    'Resources that are statements alone stand above.',
    table(['resource', 'type', 'settings'], others.flatMap(resourceRow)),
    '### Outputs',
    table(['output', 'value', 'what it is'], outputs.map(outputRow)),
  ].join('\n\n');
}

function routeRow({ properties }: ReviewedResource): readonly Markdown[] {
  const { ApiId, RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes, Target } =
    properties;
  // API Gateway lets everyone in where a route says nothing.
  const authorization =
    AuthorizationType === undefined || AuthorizationType === 'NONE'
      ? '**none: open to everyone**'
      : [AuthorizationType, AuthorizerId].filter((part) => part !== undefined).map(valueText);
  return [
    valueText(ApiId),
    valueText(RouteKey),
    [authorization].flat().join(' by '),
    AuthorizationScopes === undefined ? 'none asked for' : valueText(AuthorizationScopes),
    valueText(Target),
  ];
}

/** @returns no row for a resource without settings */
function resourceRow({
  logicalId,
  type,
  properties,
}: ReviewedResource): readonly (readonly Markdown[])[] {
  const { settings = [] } = RESOURCE_TYPES.get(type) ?? {};
  const shown = settings
    .filter((name) => properties[name] !== undefined)
    .flatMap((name) => settingLines(name, properties[name]));
  return shown.length === 0 ? [] : [[code(logicalId), code(type), lines(shown)]];
}

function outputRow({ name, value, description }: ReviewedOutput): readonly Markdown[] {
  return [code(name), code(value), prose(description)];
}

/** `RotationRules.AutomaticallyAfterDays: 30` */
function settingLines(name: string, value: unknown): readonly Markdown[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([inner, item]) => settingLines(`${name}.${inner}`, item))
    : [`${code(name)}: ${valueText(value)}`];
}

function valueText(value: unknown): Markdown {
  return [value]
    .flat()
    .map((item) => code(typeof item === 'string' ? item : JSON.stringify(item)))
    .join(', ');
}
