import { list, oneOrMore } from '../compound-parser.ts';
import type { Parser } from '../parser.ts';
import type { ParseContext } from '../problems.ts';

/**
 * Reads a raw query string, without `?`, and gives its parameters to the parser.
 *
 * @param repeatable the names of the parameters that `repeated` reads
 */
export function fromQuery<T>(parameters: Parser<T>, repeatable: readonly string[] = []): Parser<T> {
  return {
    read: (rawQuery, context) =>
      parameters.read(decodeQuery(String(rawQuery), repeatable, context), context),
    schema: parameters.schema,
  };
}

/** Reads a parameter that is a number without sign and leading zeros. */
export function numberParameter<T>(parser: Parser<T>): Parser<T> {
  return {
    read: (value, context) =>
      parser.read(
        typeof value === 'string' && /^[1-9]\d*$/.test(value) ? Number(value) : value,
        context,
      ),
    schema: parser.schema,
  };
}

/** Reads a parameter that may be given up to `max` times. OpenAPI describes it as a list. */
export function repeated<T>(parser: Parser<T>, max: number): Parser<readonly T[]> {
  return { read: oneOrMore(parser, max).read, schema: list(parser, 1, max).schema };
}

/**
 * Decodes the parameters. A repeatable parameter that is given several times becomes a list. Another parameter that is repeated is
 * a problem, because programs disagree on which one counts.
 */
function decodeQuery(
  rawQuery: string,
  repeatable: readonly string[],
  context: ParseContext,
): Readonly<Record<string, string | readonly string[]>> {
  const parameters = new Map<string, string | readonly string[]>();
  for (const pair of rawQuery.split('&').filter((part) => part !== '')) {
    const [rawName = '', ...rawValue] = pair.split('=');
    const name = decode(rawName);
    const value = decode(rawValue.join('='));
    if (name === undefined || value === undefined) {
      context.field(name ?? rawName).addProblem('must be percent-encoded UTF-8');
    } else if (repeatable.includes(name)) {
      const earlier = parameters.get(name);
      parameters.set(name, earlier === undefined ? value : [earlier, value].flat());
    } else if (parameters.has(name)) {
      context.field(name).addProblem('must be given only once');
    } else {
      parameters.set(name, value);
    }
  }
  return Object.fromEntries(parameters);
}

/** Decodes `+` as a space, as HTML forms and URLSearchParams do. Returns undefined for malformed text. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
