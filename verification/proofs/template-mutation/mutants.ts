import { type Template, withoutResource } from '../../../test/rotation/changed-assembly.ts';
import { ADDED_PERMISSIONS, ADDED_SETTINGS } from './additions.ts';
import { changesOf } from './changes.ts';
import { isObject, type JsonObject } from './json-object.ts';
import type { Mutant, Path } from './mutant.ts';

const INTRINSIC = /^(Ref|Fn::\w+)$/;

/** Members that are not changed. A resource needs its type, and the others have no effect on the deployed stack. */
const UNCHANGED: ReadonlySet<unknown> = new Set([
  ...['AlarmDescription', 'DashboardBody', 'Description', 'PolicyName', 'Sid', 'Type'],
]);

/** The properties that give or limit a permission, by type. */
const PERMISSIONS: ReadonlyMap<unknown, readonly unknown[]> = new Map([
  ['AWS::ApiGatewayV2::Authorizer', ['IdentitySource', 'JwtConfiguration']],
  ['AWS::ApiGatewayV2::Route', ['AuthorizationScopes', 'AuthorizationType', 'AuthorizerId']],
  ['AWS::IAM::ManagedPolicy', ['PolicyDocument']],
  ['AWS::IAM::Role', ['AssumeRolePolicyDocument', 'Policies']],
  ['AWS::IAM::User', ['ManagedPolicyArns', 'PermissionsBoundary']],
  ['AWS::Lambda::Permission', ['FunctionName', 'Principal', 'SourceAccount', 'SourceArn']],
  ['AWS::SecretsManager::ResourcePolicy', ['ResourcePolicy', 'SecretId']],
]);

/** Removes, widens and changes each part of the template, and adds parts to it, one at a time. */
export function mutantsOf(template: Template): readonly Mutant[] {
  const paths = ['Resources', 'Outputs'].flatMap((section) =>
    Object.entries(Reflect.get(template, section)).flatMap(([id, value]) =>
      pathsIn(value, [section, id]),
    ),
  );
  return [
    ...paths.flatMap((path) => mutantsAt(path, template)),
    ...additions(template, ADDED_PERMISSIONS, true),
    ...additions(template, ADDED_SETTINGS, false),
  ];
}

/** Returns the paths of a value and of all its parts. A reference counts as one value without parts. */
function pathsIn(value: unknown, path: Path): readonly Path[] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (members.some(([name]) => INTRINSIC.test(name))) {
    return [path];
  }
  const inner = members.filter(([name]) => !UNCHANGED.has(name));
  const isList = Array.isArray(value);
  return [
    path,
    ...inner.flatMap(([name, entry]) => pathsIn(entry, [...path, isList ? Number(name) : name])),
  ];
}

function mutantsAt(path: Path, template: Template): readonly Mutant[] {
  const [section, ...steps] = path;
  const place = (section === 'Resources' ? steps : path).join('.');
  const isPermission = givesPermission(path, template);
  const isResource = section === 'Resources' && path.length === 2;
  return [
    {
      name: `${place}: removed`,
      kind: 'removal',
      isPermission,
      // `withoutResource` also removes the dependencies on the resource, because they would make the template invalid.
      template: () =>
        isResource ? withoutResource(template, String(path[1])) : edited(template, path),
    },
    ...changesOf(path, template).map(
      ([rule, replacement, kind = 'other']): Mutant => ({
        name: `${place}: ${rule}`,
        kind,
        isPermission,
        template: () => edited(template, path, replacement),
      }),
    ),
  ];
}

function additions(
  template: Template,
  added: Readonly<Record<string, JsonObject>>,
  isPermission: boolean,
): readonly Mutant[] {
  return Object.entries(added).map(([name, resources]) => ({
    name: `added: ${name}`,
    kind: 'widening',
    isPermission,
    template: () => ({
      ...template,
      Resources: merged(template.Resources, resources) as Template['Resources'],
    }),
  }));
}

function givesPermission(
  [section, logicalId, attribute = 'Properties', property]: Path,
  { Resources }: Template,
): boolean {
  const permissions = PERMISSIONS.get(Resources[String(logicalId)]?.Type);
  return (
    section === 'Resources' &&
    permissions !== undefined &&
    attribute === 'Properties' &&
    (property === undefined || permissions.includes(property))
  );
}

/** @param replacement the new value. Without it, the value at the path is removed */
function edited(template: Template, path: Path, replacement?: unknown): Template {
  const copy: Template = JSON.parse(JSON.stringify(template));
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<object>((value, step) => Reflect.get(value, step), copy);
  if (replacement !== undefined) {
    Reflect.set(parent, last, replacement);
  } else if (Array.isArray(parent)) {
    parent.splice(Number(last), 1);
  } else {
    Reflect.deleteProperty(parent, last);
  }
  return copy;
}

/** Merges `more` into the value recursively. Lists are concatenated. */
function merged(value: unknown, more: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(more)) {
    return [...value, ...more];
  }
  if (!isObject(value) || !isObject(more)) {
    return more;
  }
  const changed = Object.entries(more).map(([name, inner]) => [name, merged(value[name], inner)]);
  return { ...value, ...Object.fromEntries(changed) };
}
