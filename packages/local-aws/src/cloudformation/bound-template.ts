import { resolve, type Scope } from './intrinsics.ts';
import { asObject, isObject, type JsonObject } from './json-object.ts';
import { TemplateError } from './template-error.ts';
import type { StackParameter } from './template-parameters.ts';

/**
 * Replaces references to parameters by values, evaluates conditions, and drops the resources and outputs whose
 * condition is false. The returned template has no parameters and no conditions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
 *
 * @param scope resolves the pseudo parameters in conditions
 */
export function boundTemplate(
  { Parameters: _, Conditions: conditions = {}, ...template }: JsonObject,
  parameters: readonly StackParameter[],
  scope: Scope,
): JsonObject {
  const binding = new Binding(parameters, asObject(conditions, 'Conditions'), scope);
  const resources = binding.selected(asObject(template.Resources, 'Resources'));
  const outputs = binding.selected(asObject(template.Outputs ?? {}, 'Outputs'));
  const bound = asObject(binding.bind({ ...template, Resources: resources }), 'The template');
  return template.Outputs === undefined ? bound : { ...bound, Outputs: binding.bind(outputs) };
}

class Binding {
  readonly #parameters: ReadonlyMap<string, StackParameter['ref']>;
  readonly #conditions: JsonObject;
  readonly #scope: Scope;

  constructor(parameters: readonly StackParameter[], conditions: JsonObject, scope: Scope) {
    this.#parameters = new Map(parameters.map(({ name, ref }) => [name, ref]));
    this.#conditions = conditions;
    this.#scope = scope;
  }

  /**
   * Returns the entries without a `Condition`, and those whose `Condition` is true. Removes `Condition` from the
   * entries.
   */
  selected(entries: JsonObject): JsonObject {
    const selected = Object.entries(entries).flatMap(([id, entry]) => {
      if (!isObject(entry) || typeof entry.Condition !== 'string') {
        return [[id, entry] as const];
      }
      const { Condition: name, ...rest } = entry;
      return this.#isTrue(name) ? [[id, rest] as const] : [];
    });
    return Object.fromEntries(selected);
  }

  bind(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.bind(item));
    }
    if (!isObject(value)) {
      return value;
    }
    if (typeof value.Ref === 'string' && this.#parameters.has(value.Ref)) {
      return this.#parameters.get(value.Ref);
    }
    if (Array.isArray(value['Fn::If'])) {
      const [name, whenTrue, whenFalse] = value['Fn::If'];
      return this.bind(this.#isTrue(name) ? whenTrue : whenFalse);
    }
    const entries = Object.entries(value).map(([name, item]) => [name, this.bind(item)]);
    const bound = Object.fromEntries(entries);
    return 'Fn::Sub' in bound ? { 'Fn::Sub': this.#substitution(bound['Fn::Sub']) } : bound;
  }

  /** Passes the parameters that occur in the text of `Fn::Sub` as variables of `Fn::Sub`. */
  #substitution(argument: unknown): unknown {
    const [text, variables = {}] = Array.isArray(argument) ? argument : [argument];
    const named = [...this.#parameters].filter(([name]) => String(text).includes(`\${${name}}`));
    return [text, { ...Object.fromEntries(named), ...asObject(variables, 'Fn::Sub') }];
  }

  #isTrue(name: unknown): boolean {
    const expression = this.#conditions[String(name)];
    if (expression === undefined) {
      throw new TemplateError(`The template does not define the condition ${name}`);
    }
    return this.#evaluate(expression);
  }

  #evaluate(expression: unknown): boolean {
    const [[name, argument] = ['', undefined], ...others] = Object.entries(
      asObject(expression, 'A condition'),
    );
    const operands: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
    switch (others.length === 0 ? name : '') {
      case 'Condition':
        return this.#isTrue(argument);
      case 'Fn::Not':
        return !this.#evaluate(operands[0]);
      case 'Fn::And':
        return operands.every((operand) => this.#evaluate(operand));
      case 'Fn::Or':
        return operands.some((operand) => this.#evaluate(operand));
      case 'Fn::Equals': {
        const [a, b] = operands.map((operand) => resolve(this.bind(operand), this.#scope));
        return String(a) === String(b);
      }
      default:
        throw new TemplateError(`The local AWS does not support the condition function ${name}`);
    }
  }
}
