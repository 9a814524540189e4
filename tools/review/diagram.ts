import { InvalidInput, show } from '../../core/problems.ts';
import { reference, referencedId } from '../assembly/readable-value.ts';
import type { Markdown } from './markdown.ts';
import type { PermissionStatement } from './policy-statements.ts';
import type { ReviewedResource, ReviewedTemplate } from './template.ts';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** The types that the diagram shows, and their shapes. */
const SHAPES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['AWS::ApiGatewayV2::Api', ['[', ']']],
  ['AWS::IAM::ManagedPolicy', ['[/', '/]']],
  ['AWS::IAM::User', ['([', '])']],
  ['AWS::Lambda::Function', ['[[', ']]']],
  ['AWS::SecretsManager::Secret', ['[(', ')]']],
]);

/** Services that the stack uses, by the prefix of their actions. */
const SERVICES: ReadonlyMap<string, string> = new Map([
  ['kms', 'KMS'],
  ['s3', 'S3'],
  ['sts', 'STS'],
]);

/** A flowchart of who calls what, and what may do what. It does not show logs. */
export function diagram(
  { resources }: ReviewedTemplate,
  statements: readonly PermissionStatement[],
): Markdown {
  const drawn = resources.filter(({ type }) => SHAPES.has(type));
  const edges = [
    ...resources.flatMap(ownEdges),
    ...statements.flatMap((statement) => statementEdges(statement, resources)),
  ];
  return [
    '```mermaid',
    'flowchart LR',
    ...drawn.map(({ logicalId, type }) => {
      const [open, close] = SHAPES.get(type) ?? ['[', ']'];
      return `  ${logicalId}${open}"${logicalId}"${close}`;
    }),
    ...merged(edges).map(({ from, to, label }) => `  ${from} -->|"${label}"| ${to}`),
    '```',
  ].join('\n');
}

/** The relations between resources that no policy statement expresses. */
function ownEdges({ logicalId, type, properties }: ReviewedResource): readonly Edge[] {
  switch (type) {
    case 'AWS::ApiGatewayV2::Route': {
      const api = idOf(properties.ApiId);
      const label = String(properties.AuthorizationType ?? 'NONE');
      return [{ from: `CallersOf${api}["Callers"]`, to: api, label }];
    }
    case 'AWS::ApiGatewayV2::Integration':
      return [edge(properties.ApiId, properties.IntegrationUri, 'invokes')];
    case 'AWS::IAM::User':
      return [
        ...[properties.ManagedPolicyArns ?? []]
          .flat()
          .map((id) => edge(id, reference(logicalId), 'policy')),
        ...[properties.PermissionsBoundary ?? []]
          .flat()
          .map((id) => edge(id, reference(logicalId), 'boundary')),
      ];
    case 'AWS::SecretsManager::RotationSchedule':
      return [edge(properties.SecretId, properties.RotationLambdaARN, 'is rotated by')];
    case 'Custom::AccessKeys':
      return [{ from: 'CloudFormation', to: idOf(properties.ServiceToken), label: 'invokes' }];
    default:
      return [];
  }
}

function edge(from: unknown, to: unknown, label: string): Edge {
  return { from: idOf(from), to: idOf(to), label };
}

function statementEdges(
  { principal, effect, actions, resources }: PermissionStatement,
  all: readonly ReviewedResource[],
): readonly Edge[] {
  const id = referencedId(principal);
  const from = all.filter(
    ({ logicalId, type, properties }) =>
      (type === 'AWS::IAM::User' && logicalId === id) ||
      (type === 'AWS::Lambda::Function' && properties.Role === reference(`${id}.Arn`)),
  );
  if (effect === 'Deny') {
    return [];
  }
  return from.flatMap(({ logicalId }) =>
    resources.flatMap((resource) =>
      actions.flatMap((action) => {
        const [service = '', label = ''] = action.split(':');
        const to = drawnId(referencedId(resource), all) ?? SERVICES.get(service);
        return to === undefined ? [] : [{ from: logicalId, to, label }];
      }),
    ),
  );
}

function drawnId(
  logicalId: string | undefined,
  all: readonly ReviewedResource[],
): string | undefined {
  return all.find((resource) => resource.logicalId === logicalId && SHAPES.has(resource.type))
    ?.logicalId;
}

/**
 * `${BrokerUser.Arn}` → `BrokerUser`
 *
 * @throws InvalidInput for anything outside the template: the diagram cannot show what that is
 */
function idOf(value: unknown): string {
  const id = referencedId(value);
  if (id === undefined) {
    throw new InvalidInput([`the diagram: ${show(value)}: is not a resource of the template`]);
  }
  return id;
}

/** Joins the labels of arrows between the same two nodes. */
function merged(edges: readonly Edge[]): readonly Edge[] {
  const labels = new Map<string, Edge>();
  for (const { from, to, label } of edges) {
    const arrow = `${from} ${to}`;
    const known = labels.get(arrow)?.label.split(', ') ?? [];
    labels.set(arrow, { from, to, label: [...new Set([...known, label])].join(', ') });
  }
  return [...labels.values()];
}
