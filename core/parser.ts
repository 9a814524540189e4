import { InvalidInput, Place, show } from './problems.ts';

/** Reads a value, or notes every problem it finds at its place and returns undefined. */
export type Parser<T> = (value: unknown, place: Place) => T | undefined;

/** Throws InvalidInput with all problems at once. `root` names the input where the whole is at fault. */
export function parse<T>(parser: Parser<T>, value: unknown, root = ''): T {
  const problems: string[] = [];
  const parsed = parser(value, new Place(problems, root));
  if (parsed === undefined || problems.length > 0) {
    throw new InvalidInput(problems);
  }
  return parsed;
}

/** `expected` says what the pattern takes, limits included. */
export function matching(pattern: RegExp, expected: string): Parser<string> {
  return (value, place) =>
    typeof value === 'string' && pattern.test(value)
      ? value
      : place.refuse(`must be ${expected}, was ${show(value)}`);
}

export function integer(min: number, max: number, unit: string): Parser<number> {
  return (value, place) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? value
      : place.refuse(`must be a whole number of ${unit} from ${min} to ${max}, was ${show(value)}`);
}

export const boolean: Parser<boolean> = (value, place) =>
  typeof value === 'boolean' ? value : place.refuse(`must be true or false, was ${show(value)}`);

export function oneOf<const T extends string | number>(choices: readonly T[]): Parser<T> {
  return (value, place) =>
    choices.find((choice) => choice === value) ??
    place.refuse(`must be one of ${choices.join(', ')}, was ${show(value)}`);
}

/** `min` and `max` count the items. */
export function list<T>(item: Parser<T>, min: number, max: number): Parser<readonly T[]> {
  return items((value, index, place) => item(value, place.item(index)), min, max);
}

/** A list whose items messages call entries, by their `id` where they have one. */
export function entries<T>(entry: Parser<T>, min: number, max: number): Parser<readonly T[]> {
  return items((value, index, place) => entry(value, place.entry(index, idOf(value))), min, max);
}

/** Absent is fine. */
export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
  return (value, place) => (value === undefined ? undefined : parser(value, place));
}

export function withDefault<T>(parser: Parser<T>, byDefault: T): Parser<T> {
  return (value, place) => (value === undefined ? byDefault : parser(value, place));
}

/** An object with these fields and no other; a field's parser gets undefined where the field is absent. */
export function object<T extends object>(
  fields: {
    readonly [K in keyof T]-?: Parser<T[K]>;
  },
): Parser<T> {
  const parsers = Object.entries<Parser<unknown>>(fields);
  const names = new Set(parsers.map(([name]) => name));
  return (value, place) => {
    if (!isObject(value)) {
      return place.refuse(`must be a JSON object, was ${show(value)}`);
    }
    const before = place.problemCount;
    for (const name of Object.keys(value)) {
      if (!names.has(name)) {
        place.field(name).refuse(`is not a known field (known: ${[...names].join(', ')})`);
      }
    }
    const read: Record<string, unknown> = {};
    for (const [name, parser] of parsers) {
      const field = parser(value[name], place.field(name));
      if (field !== undefined) {
        read[name] = field;
      }
    }
    return place.problemCount > before ? undefined : (read as T);
  };
}

/** An object whose fields' names are their author's; `min` and `max` count them. */
export function record<T>(
  field: (name: string, value: unknown, place: Place) => T | undefined,
  min: number,
  max: number,
): Parser<readonly T[]> {
  return (value, place) => {
    if (!isObject(value)) {
      return place.refuse(`must be a JSON object, was ${show(value)}`);
    }
    const fields = Object.entries(value);
    if (fields.length < min || fields.length > max) {
      return place.refuse(`must have ${min} to ${max} fields, had ${fields.length}`);
    }
    return fields.flatMap(([name, each]) => {
      const parsed = field(name, each, place.field(name));
      return parsed === undefined ? [] : [parsed];
    });
  };
}

function items<T>(
  read: (value: unknown, index: number, place: Place) => T | undefined,
  min: number,
  max: number,
): Parser<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) {
      return place.refuse(`must be a list, was ${show(value)}`);
    }
    if (value.length < min || value.length > max) {
      return place.refuse(`must have ${min} to ${max} items, had ${value.length}`);
    }
    return value.flatMap((item, index) => {
      const parsed = read(item, index, place);
      return parsed === undefined ? [] : [parsed];
    });
  };
}

function idOf(value: unknown): unknown {
  return isObject(value) ? value.id : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
