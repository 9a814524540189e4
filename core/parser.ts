import {
  Definition,
  type Documentation,
  type JsonSchema,
  schema,
  withKeywords,
  withRule,
} from './json-schema.ts';
import { InvalidInput, ParseContext, show } from './problems.ts';

/** Reads one kind of value, and describes it as a JSON Schema. */
export interface Parser<T> {
  /** Adds every problem of the value to the context. Returns undefined if the value is wrong, or absent and optional. */
  readonly read: (value: unknown, context: ParseContext) => T | undefined;
  /** The same rules, as far as JSON Schema can express them. Bundled functions do not have it. */
  readonly schema: () => JsonSchema;
}

/** The type of the values that a parser returns. */
export type Parsed<P> = P extends Parser<infer T> ? T : never;

/** Throws InvalidInput with all problems. Problems of the input as a whole call it `root`. */
export function parse<T>(parser: Parser<T>, value: unknown, root = ''): T {
  const problems: string[] = [];
  const parsed = parser.read(value, new ParseContext(problems, root));
  if (parsed === undefined || problems.length > 0) {
    throw new InvalidInput(problems);
  }
  return parsed;
}

/** Whether the parser can read the value without problems. */
export function accepts(parser: Parser<unknown>, value: unknown): boolean {
  const problems: string[] = [];
  parser.read(value, new ParseContext(problems, ''));
  return problems.length === 0;
}

/** `expected` completes the message `must be …` and includes the limits. */
export function matching(pattern: RegExp, expected: string): Parser<string> {
  return {
    read: (value, context) =>
      typeof value === 'string' && pattern.test(value)
        ? value
        : context.addProblem(`must be ${expected}, was ${show(value)}`),
    schema: schema(() => ({ type: 'string', pattern: pattern.source })),
  };
}

/** A string of `min` to `max` Unicode characters. */
export function text(min: number, max: number): Parser<string> {
  return {
    read(value, context) {
      const length = typeof value === 'string' ? [...value].length : -1;
      return typeof value === 'string' && length >= min && length <= max
        ? value
        : context.addProblem(`must be ${min} to ${max} characters, was ${show(value)}`);
    },
    schema: schema(() => ({ type: 'string', minLength: min, maxLength: max })),
  };
}

export function integer(min: number, max: number, unit: string): Parser<number> {
  return {
    read: (value, context) =>
      typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
        ? value
        : context.addProblem(
            `must be a whole number of ${unit} from ${min} to ${max}, was ${show(value)}`,
          ),
    schema: schema(() => ({ type: 'integer', minimum: min, maximum: max })),
  };
}

export const boolean: Parser<boolean> = {
  read: (value, context) =>
    typeof value === 'boolean'
      ? value
      : context.addProblem(`must be true or false, was ${show(value)}`),
  schema: schema(() => ({ type: 'boolean' })),
};

export const string: Parser<string> = {
  read: (value, context) =>
    typeof value === 'string' ? value : context.addProblem(`must be a string, was ${show(value)}`),
  schema: schema(() => ({ type: 'string' })),
};

export function oneOf<const T extends string | number>(choices: readonly T[]): Parser<T> {
  return {
    read: (value, context) =>
      choices.find((choice) => choice === value) ??
      context.addProblem(`must be one of ${choices.join(', ')}, was ${show(value)}`),
    schema: schema(() => (choices.length === 1 ? { const: choices[0] } : { enum: choices })),
  };
}

/** The value may be absent. */
export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
  return {
    read: (value, context) => (value === undefined ? undefined : parser.read(value, context)),
    schema: parser.schema,
  };
}

export function withDefault<T>(parser: Parser<T>, defaultValue: T): Parser<T> {
  return {
    read: (value, context) => (value === undefined ? defaultValue : parser.read(value, context)),
    // A default need not be valid input. For example, an absent list can mean an empty one although written lists need an item.
    schema: schema(() =>
      accepts(parser, defaultValue)
        ? withKeywords(parser.schema(), { default: defaultValue })
        : parser.schema(),
    ),
  };
}

/** Adds the documentation that editors show. */
export function described<T>(parser: Parser<T>, documentation: Documentation): Parser<T> {
  return {
    read: parser.read,
    schema: schema(() => withKeywords(parser.schema(), documentation)),
  };
}

/** Makes the schema a definition with this title, which other schemas refer to. */
export function titled<T>(title: string, parser: Parser<T>): Parser<T> {
  return { read: parser.read, schema: schema(() => new Definition(title, parser.schema)) };
}

/** Converts what the parser returns. */
export function map<T, U>(parser: Parser<T>, convert: (value: T) => U): Parser<U> {
  return {
    read(value, context) {
      const parsed = parser.read(value, context);
      return parsed === undefined ? undefined : convert(parsed);
    },
    schema: parser.schema,
  };
}

/** Checks what the parser returned. `rule` is the part of the check that JSON Schema can express. */
export function checked<T>(
  parser: Parser<T>,
  check: (value: T, context: ParseContext) => void,
  rule?: () => JsonSchema,
): Parser<T> {
  return {
    read(value, context) {
      const parsed = parser.read(value, context);
      if (parsed !== undefined) {
        check(parsed, context);
      }
      return parsed;
    },
    schema: schema(() =>
      rule === undefined ? parser.schema() : withRule(parser.schema(), rule()),
    ),
  };
}
