import type { Place } from '../problems.ts';

/**
 * The parameters of a query as it came, without `?`. Repeated ones are refused: gateways differ in which of them counts.
 */
export function decodeQuery(rawQuery: string, place: Place): Readonly<Record<string, string>> {
  const parameters = new Map<string, string>();
  for (const pair of rawQuery.split('&').filter((part) => part !== '')) {
    const [rawName = '', ...rawValue] = pair.split('=');
    const name = decode(rawName);
    const value = decode(rawValue.join('='));
    if (name === undefined || value === undefined) {
      place.field(name ?? rawName).refuse('must be percent-encoded UTF-8');
    } else if (parameters.has(name)) {
      place.field(name).refuse('must be given once');
    } else {
      parameters.set(name, value);
    }
  }
  return Object.fromEntries(parameters);
}

/** `+` is a space, as HTML forms and URLSearchParams write it; what is malformed is undefined, not repaired. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
