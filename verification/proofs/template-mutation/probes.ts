import { isDeepStrictEqual } from 'node:util';
import { readable } from '../../../test/lib/readable-template.ts';
import type { Template } from '../../../test/rotation/changed-assembly.ts';
import { isObject, type JsonObject } from './json-object.ts';

/** A request to ask IAM about. Text is in the notation of Fn::Sub. */
export interface Probe {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
  /** The account that owns the resource. */
  readonly account: string;
}

type Context = Readonly<Record<string, string | readonly string[]>>;

/** A statement, whatever policy it is in, with the resource that it is about. */
type Statement = Readonly<Record<string, unknown>>;

export const OWN_ACCOUNT = '111122223333';
export const FOREIGN_ACCOUNT = '999988887777';

/** Resources that no statement of the broker is about. */
const ANY_RESOURCE = 'arn:aws:any:us-east-1:111122223333:thing';

/** Condition keys whose values IAM takes from the request itself, so probes do not set them. */
const OF_THE_REQUEST: ReadonlySet<string> = new Set(['aws:PrincipalArn', 'aws:ResourceAccount']);

/**
 * Returns requests whose decisions may differ between the two templates: requests that match a changed statement, and
 * requests that differ from those in one part. If no statement changed, all statements count as changed.
 *
 * @returns the probes, with their JSON text as key. The map is empty if only API Gateway's resources changed
 */
export function probesBetween(one: Template, other: Template): ReadonlyMap<string, Probe> {
  const ids = [...new Set([one, other].flatMap(({ Resources }) => Object.keys(Resources)))];
  const changed = ids.filter((id) => !isDeepStrictEqual(one.Resources[id], other.Resources[id]));
  const types = changed.map((id) => String((one.Resources[id] ?? other.Resources[id])?.Type));
  if (types.every((type) => type.startsWith('AWS::ApiGatewayV2::'))) {
    return new Map();
  }
  const probesOf = (chosen: readonly string[]) =>
    chosen.flatMap((id) =>
      [one, other].flatMap((template) => statementsOf(id, template).flatMap(probesOfStatement)),
    );
  const stated = changed.filter(
    (id) => !isDeepStrictEqual(statementsOf(id, one), statementsOf(id, other)),
  );
  // The secret's policy contains Deny statements, which affect only requests that other statements allow.
  const probes = types.includes('AWS::SecretsManager::ResourcePolicy')
    ? probesOf(ids).filter(({ resource }) => resource.startsWith('${BrokerAccessKeySecret}'))
    : probesOf(stated.length === 0 ? ids : stated);
  return new Map(probes.map((probe) => [JSON.stringify(probe), probe]));
}

/** The statements of one resource, whatever kind of policy they are in. */
function statementsOf(id: string, { Resources }: Template): readonly Statement[] {
  const properties = readable(Resources[id]?.Properties ?? {}) as JsonObject;
  const { Action, FunctionName, SecretId, SourceArn, SourceAccount } = properties;
  if (Action !== undefined) {
    const Condition = { Is: { 'aws:SourceArn': SourceArn, 'aws:SourceAccount': SourceAccount } };
    return [{ Action, Resource: FunctionName, Condition }];
  }
  const statements = statementsIn(properties);
  return statements.flatMap((statement) => {
    if ('Principal' in statement) {
      // A statement with a principal is part of a resource policy, so it applies to that resource.
      return [{ ...statement, Resource: SecretId ?? `\${${id}.Arn}` }];
    }
    return statement.Effect === 'Deny' ? deniedOf(statement, statements) : [statement];
  });
}

/** Returns the part of each Allow statement that the Deny statement of the same policy removes. */
function deniedOf(
  { Action, Condition }: Statement,
  statements: readonly Statement[],
): readonly Statement[] {
  const denied = textsOf(Action);
  const isDenied = (action: string) =>
    denied.some((each) =>
      each.endsWith('*') ? action.startsWith(each.slice(0, -1)) : each === action,
    );
  return statements.flatMap((allowed) => {
    const actions = textsOf(allowed.Action).filter(isDenied);
    return allowed.Effect === 'Deny' || actions.length === 0
      ? []
      : [
          {
            ...allowed,
            Action: actions,
            Condition: { ...Object(allowed.Condition), ...Object(Condition) },
          },
        ];
  });
}

function statementsIn(value: unknown): readonly Statement[] {
  if (isObject(value) && ('Action' in value || 'NotAction' in value)) {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(statementsIn)
    : [];
}

function probesOfStatement({ Action, Resource, Condition }: Statement): readonly Probe[] {
  const actions = textsOf(Action, 'any:Action').map((action) =>
    action === '*' ? 'any:Action' : action.replaceAll('*', 'Any'),
  );
  const resources = textsOf(Resource, ANY_RESOURCE);
  const [action = ''] = actions;
  const [first = ''] = resources.map(example);
  const context = contextOf(Condition);
  const probe = (part: Partial<Probe>): Probe => ({
    action,
    resource: first,
    context,
    account: OWN_ACCOUNT,
    ...part,
  });
  return [
    ...actions.flatMap((each) =>
      resources.map((resource) => probe({ action: each, resource: example(resource) })),
    ),
    probe({ action: `${action.split(':')[0]}:Another` }),
    ...resources.flatMap(besideText).map((resource) => probe({ resource })),
    ...Object.entries(context).flatMap(([key, value]) =>
      besideValue(value).map((other) => probe({ context: { ...context, [key]: other } })),
    ),
    probe({ account: FOREIGN_ACCOUNT }),
  ];
}

/** Returns a value for each condition key with which the condition is met. */
function contextOf(condition: unknown): Context {
  const { Null = {}, ...tests } = (condition ?? {}) as Record<string, JsonObject>;
  const present = Object.entries(Null).flatMap(([key, isAbsent]) =>
    isAbsent === 'false' ? [[key, 'any'] as const] : [],
  );
  const values = Object.entries(tests).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => {
      const examples = textsOf(value).map(example);
      return [key, operator.startsWith('For') ? examples : (examples[0] ?? '')] as const;
    }),
  );
  return Object.fromEntries(
    [...present, ...values].filter(([key, value]) => !OF_THE_REQUEST.has(key) && value !== ''),
  );
}

/** Returns other values of a condition key. An empty list means that the key is absent. */
function besideValue(value: string | readonly string[]): readonly (string | readonly string[])[] {
  return typeof value === 'string'
    ? [[], 'another', ...besideText(value)]
    : [[], ['another'], [...value, 'another']];
}

/** Other resources or values, each different in one part. */
function besideText(pattern: string): readonly string[] {
  const text = example(pattern);
  const references = [...text.matchAll(/\$\{([^}]+)\}/g)].map(([reference]) => reference);
  return [
    ANY_RESOURCE,
    `${text}-more`,
    text.replace(/[^/:]*$/, 'another'),
    pattern.replace('/*', 'b/*').replaceAll('*', 'x'),
    text.replace(/:::[^/]*/, ':::another'),
    ...references
      .filter((reference) => reference !== '${AWS::Partition}')
      .map((reference) => text.replace(reference, OTHERS[reference] ?? 'another')),
  ];
}

const OTHERS: Readonly<Record<string, string>> = {
  '${AWS::AccountId}': FOREIGN_ACCOUNT,
  '${AWS::Region}': 'eu-west-1',
};

/** Returns a string that the pattern matches. */
function example(pattern: string): string {
  return pattern === '*' ? ANY_RESOURCE : pattern.replaceAll('*', 'x');
}

function textsOf(value: unknown, otherwise = ''): readonly string[] {
  return [value ?? otherwise].flat().map(String);
}
