import { isObject } from './json-object.ts';
import { TemplateError } from './template-error.ts';

/** Gives the values of names in a template. Throws TemplateError for an unknown name. */
export interface Scope {
  /** `undefined` for AWS::NoValue. */
  ref(name: string): string | undefined;
  getAtt(logicalId: string, attribute: string): string;
}

interface IntrinsicCall {
  readonly name: string;
  readonly argument: unknown;
}

const FUNCTIONS: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (argument, scope) => scope.ref(text('Ref', argument)),
  'Fn::GetAtt': (argument, scope) => scope.getAtt(...attributePath(argument)),
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = list('Fn::Join', resolve(argument, scope), 2);
    return list('Fn::Join', values)
      .map((value) => text('Fn::Join', value))
      .join(text('Fn::Join', delimiter));
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = list('Fn::Split', resolve(argument, scope), 2);
    return text('Fn::Split', source).split(text('Fn::Split', delimiter));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = list('Fn::Select', resolve(argument, scope), 2);
    const value = list('Fn::Select', values)[Number(index)];
    if (value === undefined) {
      throw new TemplateError(`Fn::Select has no value at index ${index}`);
    }
    return value;
  },
};

const SUB_VARIABLE = /\$\{(!?)([^${}]+)\}/g;

/**
 * Replaces every intrinsic function in a value by its result. `undefined` means AWS::NoValue.
 * Throws TemplateError for a function that the local AWS does not support.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function resolve(value: unknown, scope: Scope): unknown {
  const call = intrinsicCall(value);
  if (call) {
    return functionOf(call.name)(call.argument, scope);
  }
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([name, item]) => [name, resolve(item, scope)]);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }
  return value;
}

/**
 * Returns the logical ids and pseudo parameters that a value refers to.
 * Throws TemplateError for a function that the local AWS does not support.
 */
export function referencesOf(value: unknown): readonly string[] {
  const call = intrinsicCall(value);
  if (call?.name === 'Ref') {
    return [text('Ref', call.argument)];
  }
  if (call?.name === 'Fn::GetAtt') {
    return [attributePath(call.argument)[0]];
  }
  if (call?.name === 'Fn::Sub') {
    const { template, variables } = subArguments(call.argument);
    const names = [...template.matchAll(SUB_VARIABLE)].flatMap(([, literal, name = '']) =>
      literal || name in variables ? [] : [name.split('.')[0] ?? ''],
    );
    return [...names, ...referencesOf(variables)];
  }
  if (call) {
    functionOf(call.name);
  }
  const parts = isObject(value) || Array.isArray(value) ? Object.values(value) : [];
  return parts.flatMap(referencesOf);
}

function intrinsicCall(value: unknown): IntrinsicCall | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const names = Object.keys(value);
  const name = names.find((each) => each === 'Ref' || each.startsWith('Fn::'));
  if (name === undefined || (name === 'Ref' && names.length > 1)) {
    return undefined;
  }
  if (names.length > 1) {
    throw new TemplateError(
      `${name} must be the only member of its object, which has ${names.join(', ')}`,
    );
  }
  return { name, argument: value[name] };
}

function functionOf(name: string): (argument: unknown, scope: Scope) => unknown {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!found) {
    throw new TemplateError(`The local AWS does not support the intrinsic function ${name}`);
  }
  return found;
}

function substitute(argument: unknown, scope: Scope): string {
  const { template, variables } = subArguments(argument);
  return template.replace(SUB_VARIABLE, (_match, literal: string, name: string) => {
    if (literal) {
      return `\${${name}}`;
    }
    if (name in variables) {
      return text('Fn::Sub', resolve(variables[name], scope));
    }
    const [id = '', ...attribute] = name.split('.');
    return attribute.length > 0
      ? scope.getAtt(id, attribute.join('.'))
      : text('Fn::Sub', scope.ref(id));
  });
}

function subArguments(argument: unknown): { template: string; variables: Record<string, unknown> } {
  const [template, variables] = Array.isArray(argument) ? list('Fn::Sub', argument, 2) : [argument];
  return {
    template: text('Fn::Sub', template),
    variables: Object.assign(Object.create(null), isObject(variables) ? variables : {}),
  };
}

/** `["Id", "Name"]` or `Id.Name` */
function attributePath(argument: unknown): [string, string] {
  const [id, ...attribute] = Array.isArray(argument)
    ? argument.map((part) => text('Fn::GetAtt', part))
    : text('Fn::GetAtt', argument).split('.');
  if (!id || attribute.length === 0) {
    throw new TemplateError('Fn::GetAtt needs a logical id and an attribute');
  }
  return [id, attribute.join('.')];
}

function list(name: string, value: unknown, length?: number): readonly unknown[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw new TemplateError(`${name} needs a list${length ? ` of ${length}` : ''}`);
  }
  return value;
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new TemplateError(`${name} needs a string, not ${JSON.stringify(value)}`);
  }
  return String(value);
}
