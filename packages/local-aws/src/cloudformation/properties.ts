import { allowOnly, asObject, asText, type JsonObject } from './json-object.ts';
import { TemplateError } from './template-error.ts';

const WHOLE_NUMBER = /^\d+$/;

/**
 * The resolved properties of a resource, read by name and type. All methods throw TemplateError that names the
 * property. The constructor throws it for a property that is not in `known`.
 */
export class Properties {
  readonly values: JsonObject;
  readonly where: string;

  constructor(where: string, values: JsonObject, known?: readonly string[]) {
    if (known) {
      allowOnly(values, known, where);
    }
    this.where = where;
    this.values = values;
  }

  text(name: string): string {
    return asText(this.values[name], `${this.where}.${name}`);
  }

  optionalText(name: string): string | undefined {
    return this.values[name] === undefined ? undefined : this.text(name);
  }

  /** Returns one of the values that the local AWS supports. AWS may support more. */
  oneOf<T extends string>(name: string, supported: readonly T[]): T {
    const value = this.text(name);
    const found = supported.find((each) => each === value);
    if (found === undefined) {
      throw new TemplateError(
        `${this.where}: the local AWS does not support ${name} ${value} (only ${supported.join(', ')})`,
      );
    }
    return found;
  }

  optionalOneOf<T extends string>(name: string, supported: readonly T[]): T | undefined {
    return this.values[name] === undefined ? undefined : this.oneOf(name, supported);
  }

  /** CloudFormation also accepts numbers as strings. */
  number(name: string): number {
    const value = this.values[name];
    if (typeof value === 'string' && WHOLE_NUMBER.test(value)) {
      return Number(value);
    }
    if (typeof value !== 'number') {
      throw new TemplateError(`${this.where}.${name} must be a number`);
    }
    return value;
  }

  optionalNumber(name: string): number | undefined {
    return this.values[name] === undefined ? undefined : this.number(name);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.values[name] ?? otherwise;
    if (typeof value !== 'boolean') {
      throw new TemplateError(`${this.where}.${name} must be true or false`);
    }
    return value;
  }

  texts(name: string): readonly string[] {
    return this.#list(name).map((item) => asText(item, `${this.where}.${name}`));
  }

  object(name: string, known?: readonly string[]): Properties {
    const where = `${this.where}.${name}`;
    return new Properties(where, asObject(this.values[name], where), known);
  }

  optionalObject(name: string, known?: readonly string[]): Properties | undefined {
    return this.values[name] === undefined ? undefined : this.object(name, known);
  }

  /** Returns an empty list for an absent property. */
  objects(name: string, known: readonly string[]): readonly Properties[] {
    const where = `${this.where}.${name}`;
    return this.#list(name).map((item) => new Properties(where, asObject(item, where), known));
  }

  #list(name: string): readonly unknown[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value)) {
      throw new TemplateError(`${this.where}.${name} must be a list`);
    }
    return value;
  }
}
