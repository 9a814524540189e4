import { docs, type JsonSchema, schema } from './json-schema.ts';
import {
  accepts,
  described,
  map,
  oneOf,
  optional,
  type Parsed,
  type Parser,
  string,
} from './parser.ts';
import { type ParseContext, show } from './problems.ts';

/** The parser of each field of an object. */
export type Fields = Readonly<Record<string, Parser<unknown>>>;

/** The type of an object with these fields. A field is optional if its parser can return undefined. */
export type ParsedFields<F extends Fields> = Flat<
  { readonly [K in keyof F as undefined extends Parsed<F[K]> ? never : K]: Parsed<F[K]> } & {
    readonly [K in keyof F as undefined extends Parsed<F[K]> ? K : never]?: Parsed<F[K]>;
  }
>;

/** The same type, written so that compiler messages show one object instead of an intersection. */
type Flat<T> = { [K in keyof T]: T[K] };

/** An object with these fields and no others. A parser reads undefined if its field is absent. */
export function object<F extends Fields>(fields: F): Parser<ParsedFields<F>> {
  const parsers = Object.entries(fields);
  return {
    read(value, context) {
      if (!isObject(value)) {
        return context.addProblem(`must be a JSON object, was ${show(value)}`);
      }
      const problemsBefore = context.problemCount;
      for (const name of Object.keys(value).filter((key) => !Object.hasOwn(fields, key))) {
        const known = Object.keys(fields).join(', ');
        context.field(name).addProblem(`is not a known field (known: ${known})`);
      }
      const parsed: Record<string, unknown> = {};
      for (const [name, parser] of parsers) {
        const field = parser.read(value[name], context.field(name));
        if (field !== undefined) {
          parsed[name] = field;
        }
      }
      return context.problemCount > problemsBefore ? undefined : (parsed as ParsedFields<F>);
    },
    schema: schema(() => {
      const required = Object.keys(fields).filter(
        (name) => !accepts(fields[name] as Parser<unknown>, undefined),
      );
      return {
        type: 'object',
        additionalProperties: false,
        ...(required.length === 0 ? {} : { required }),
        properties: schemasOf(fields),
      };
    }),
  };
}

/** A whole file: an object with these fields that may also name its JSON Schema. */
export function file<F extends Fields>(fields: F): Parser<ParsedFields<F>> {
  const content = object(fields);
  return {
    read(value, context) {
      if (!isObject(value)) {
        return content.read(value, context);
      }
      const { $schema, ...rest } = value;
      schemaReference.read($schema, context.field('$schema'));
      return content.read(rest, context);
    },
    schema: schema(() => object({ $schema: schemaReference, ...fields }).schema()),
  };
}

/** An object whose author chooses the names of the fields. `min` and `max` count them. */
export function record<N extends string, T>(
  name: Parser<N>,
  value: Parser<T>,
  min: number,
  max: number,
): Parser<readonly (readonly [name: N, value: T])[]> {
  return {
    read(input, context) {
      if (!isObject(input)) {
        return context.addProblem(`must be a JSON object, was ${show(input)}`);
      }
      const fields = Object.entries(input);
      if (fields.length < min || fields.length > max) {
        return context.addProblem(`must have ${min} to ${max} fields, had ${fields.length}`);
      }
      return fields.flatMap(([fieldName, fieldValue]) => {
        const ofField = context.field(fieldName);
        const parsedName = name.read(fieldName, ofField);
        const parsed = parsedName === undefined ? undefined : value.read(fieldValue, ofField);
        return parsedName === undefined || parsed === undefined
          ? []
          : [[parsedName, parsed] as const];
      });
    },
    schema: schema(() => ({
      type: 'object',
      minProperties: min,
      maxProperties: max,
      propertyNames: name.schema(),
      additionalProperties: value.schema(),
    })),
  };
}

/** An object with exactly one of these fields, which picks the parser of the whole object. */
export function byField<T>(parsers: Readonly<Record<string, Parser<T>>>): Parser<T> {
  const names = Object.keys(parsers);
  return {
    read(value, context) {
      if (!isObject(value)) {
        return context.addProblem(
          `must be a JSON object with ${names.join(' or ')}, was ${show(value)}`,
        );
      }
      const [name, ...others] = names.filter((each) => Object.hasOwn(value, each));
      const parser = name === undefined || others.length > 0 ? undefined : parsers[name];
      return parser === undefined
        ? context.addProblem(`must have one field, ${names.join(' or ')}`)
        : parser.read(value, context);
    },
    schema: schema(() => ({ oneOf: Object.values(parsers).map((parser) => parser.schema()) })),
  };
}

/** An object whose field `tag` names the parser of the whole object. */
export function variants<T>(tag: string, parsers: Readonly<Record<string, Parser<T>>>): Parser<T> {
  const tagParser = oneOf(Object.keys(parsers));
  return {
    read(value, context) {
      if (!isObject(value)) {
        return context.addProblem(`must be a JSON object, was ${show(value)}`);
      }
      const name = tagParser.read(value[tag], context.field(tag));
      return name === undefined ? undefined : parsers[name]?.read(value, context);
    },
    schema: schema(() => ({ oneOf: Object.values(parsers).map((parser) => parser.schema()) })),
  };
}

/** A value that the first parser accepts, or that the second parser reads. */
export function either<T, U>(first: Parser<T>, second: Parser<U>): Parser<T | U> {
  return {
    read: (value, context) => (accepts(first, value) ? first : second).read(value, context),
    schema: schema(() => ({ anyOf: [first.schema(), second.schema()] })),
  };
}

/** `min` and `max` count the items. */
export function list<T>(item: Parser<T>, min: number, max: number): Parser<readonly T[]> {
  return listOf(item, min, max, (context, index) => context.item(index));
}

/** One value without a list, or a list of 1 to `max` values. */
export function oneOrMore<T>(item: Parser<T>, max: number): Parser<readonly T[]> {
  const several = list(item, 1, max);
  const one = map(item, (value): readonly T[] => [value]);
  return {
    read: (value, context) => (Array.isArray(value) ? several : one).read(value, context),
    schema: schema(() => ({ anyOf: [item.schema(), several.schema()] })),
  };
}

/** A list of objects, which messages call by their `id` if they have one. */
export function entries<T>(entry: Parser<T>, min: number, max: number): Parser<readonly T[]> {
  return listOf(entry, min, max, (context, index, value) =>
    context.entry(index, isObject(value) ? value.id : undefined),
  );
}

function listOf<T>(
  item: Parser<T>,
  min: number,
  max: number,
  contextOf: (context: ParseContext, index: number, value: unknown) => ParseContext,
): Parser<readonly T[]> {
  return {
    read(value, context) {
      if (!Array.isArray(value)) {
        return context.addProblem(`must be a list, was ${show(value)}`);
      }
      if (value.length < min || value.length > max) {
        return context.addProblem(`must have ${min} to ${max} items, had ${value.length}`);
      }
      return value.flatMap((each, index) => {
        const parsed = item.read(each, contextOf(context, index, each));
        return parsed === undefined ? [] : [parsed];
      });
    },
    schema: schema(() => ({
      type: 'array',
      ...(min === 0 ? {} : { minItems: min }),
      maxItems: max,
      items: item.schema(),
    })),
  };
}

const schemaReference = described(
  optional(string),
  docs('The path or URL of this schema, for editors.'),
);

function schemasOf(fields: Fields): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, parser]) => [name, parser.schema()]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
