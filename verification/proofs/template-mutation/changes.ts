import { isDeepStrictEqual } from 'node:util';
import type { Template } from '../../../test/rotation/changed-assembly.ts';
import { ADDED_STATEMENTS } from './additions.ts';
import { isObject, type JsonObject } from './json-object.ts';
import type { Mutant, Path } from './mutant.ts';

/**
 * The name of a rule, and the value that replaces the old one. A change without a kind neither removes nor widens a
 * permission.
 */
type Change = readonly [rule: string, replacement: unknown, kind?: Mutant['kind']];

const everything = widened('everything', '*');

/** Members whose values must be of a certain form. Only `RULES` change them, because a random string would be invalid. */
const GRAMMAR: ReadonlySet<string> = new Set([
  ...['Action', 'AuthorizationType', 'AWS', 'DeletionPolicy', 'Effect', 'Principal', 'Resource'],
  ...['Service', 'UpdateReplacePolicy', 'Version'],
]);

/** The rules for each member. The key is the member's name or, for an entry of a list, the list's name. */
const RULES: Readonly<Record<string, (value: unknown, path: Path) => readonly Change[]>> = {
  Action: (value) =>
    typeof value === 'string'
      ? [widened('every action of the service', `${value.split(':')[0]}:*`), everything]
      : [],
  AlarmActions: (value) => oneMore(value, 'arn:aws:sns:us-east-1:999988887777:alarms'),
  Audience: (value) => oneMore(value, 'web'),
  AuthorizationScopes: (value) => oneMore(value, 'openid'),
  AuthorizationType: () => [widened('no authorization', 'NONE')],
  Condition: (value, path) =>
    path.at(-1) === 'Condition' ? conditionChanges(value as JsonObject) : [],
  Effect: (value) => [['the other effect', value === 'Allow' ? 'Deny' : 'Allow']],
  ManagedPolicyArns: (value) => oneMore(value, { Ref: 'IamApiCallerPolicy' }),
  Principal: (value) =>
    isObject(value)
      ? [widened('anybody', { AWS: '*' }), ['the account', { AWS: '111122223333' }]]
      : [widened('anybody', '*'), ['another service', 'ec2.amazonaws.com']],
  Resource: (value) => (Array.isArray(value) ? [] : [everything]),
  SourceArn: () => [everything],
  Statement: (value, path) =>
    Object.entries(ADDED_STATEMENTS[String(path.at(-2))] ?? {}).flatMap(([rule, statement]) =>
      oneMore(value, statement, rule),
    ),
};

/** @returns the possible changes of the value at the path. Each makes one mutant */
export function changesOf(path: Path, template: Template): readonly Change[] {
  const value = path.reduce<unknown>((outer, step) => Reflect.get(Object(outer), step), template);
  const member = String(path.findLast((step) => typeof step === 'string'));
  const plain = GRAMMAR.has(member) ? [] : scalarChanges(value);
  const references = isObject(value) ? referenceChanges(value) : [];
  const changes = [...plain, ...references, ...(RULES[member]?.(value, path) ?? [])];
  return changes.filter(([, other]) => !isDeepStrictEqual(other, value));
}

function widened(rule: string, replacement: unknown): Change {
  return [rule, replacement, 'widening'];
}

function oneMore(value: unknown, more: unknown, rule = 'one more'): readonly Change[] {
  return Array.isArray(value) ? [widened(rule, [...value, more])] : [];
}

function scalarChanges(value: unknown): readonly Change[] {
  switch (typeof value) {
    case 'number':
      return [['larger', value * 1_000]];
    case 'boolean':
      return [['negated', !value]];
    case 'string':
      return [['changed', `${value}-changed`]];
    default:
      return [];
  }
}

/** Makes each operator of a condition weaker, and lets each key have any value. */
function conditionChanges(condition: JsonObject): readonly Change[] {
  const operators = Object.entries(condition).filter(([operator]) => operator !== 'Null');
  return operators.flatMap(([operator, keys]) => {
    const { [operator]: _, ...others } = condition;
    const weaker = operator.startsWith('ForAllValues:')
      ? operator.replace('ForAllValues', 'ForAnyValue')
      : `${operator}IfExists`;
    // `*` is a pattern only to operators that end in Like.
    const like = operator.replace(/Equals$/, 'Like');
    return [
      widened(weaker, { ...others, [weaker]: keys }),
      ...Object.keys(keys as JsonObject).map((key) =>
        widened(`any ${key}`, { ...others, [like]: { ...(others[like] as object), [key]: '*' } }),
      ),
    ];
  });
}

/** Changes the account ID, or one reference or the end of a string that the template joins with `Fn::Join`. */
function referenceChanges(value: JsonObject): readonly Change[] {
  if (value.Ref === 'AWS::AccountId') {
    return [['another account', '999988887777']];
  }
  const [separator, parts] = (value['Fn::Join'] ?? ['', []]) as [string, readonly unknown[]];
  const joined = (changed: readonly unknown[]) => ({ 'Fn::Join': [separator, changed] });
  const end = parts.at(-1);
  return [
    ...parts.flatMap((part, index) =>
      isObject(part)
        ? [widened(`any ${Object.values(part)[0]}`, joined(parts.with(index, '*')))]
        : [],
    ),
    ...(typeof end === 'string' && !end.endsWith('*')
      ? [widened('anything at its end', joined(parts.with(-1, end.replace(/[^/:]*$/, '*'))))]
      : []),
  ];
}
