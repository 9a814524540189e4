import type { Parser } from '../parser.ts';
import type { ParseContext } from '../problems.ts';

/** Reads a raw query string, without `?`, and gives its parameters to the parser. */
export function fromQuery<T>(parameters: Parser<T>): Parser<T> {
  return {
    read: (rawQuery, context) => parameters.read(decodeQuery(String(rawQuery), context), context),
    schema: parameters.schema,
  };
}

/** Reads a parameter that is a number without sign and leading zeros. */
export function numberParameter(parser: Parser<number>): Parser<number> {
  return {
    read: (value, context) =>
      parser.read(
        typeof value === 'string' && /^[1-9]\d*$/.test(value) ? Number(value) : value,
        context,
      ),
    schema: parser.schema,
  };
}

/** Decodes the parameters. A repeated parameter is a problem, because programs disagree on which one counts. */
function decodeQuery(rawQuery: string, context: ParseContext): Readonly<Record<string, string>> {
  const parameters = new Map<string, string>();
  for (const pair of rawQuery.split('&').filter((part) => part !== '')) {
    const [rawName = '', ...rawValue] = pair.split('=');
    const name = decode(rawName);
    const value = decode(rawValue.join('='));
    if (name === undefined || value === undefined) {
      context.field(name ?? rawName).addProblem('must be percent-encoded UTF-8');
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
