/**
 * Returns a token's claims as API Gateway passes them on. All are strings, and a list becomes `[a b]`, so `["a b"]` and
 * `["a", "b"]` become the same. Null claims are dropped. AWS's pages do not document this; it was observed in
 * https://github.com/floci-io/floci/pull/2011.
 */
export function flattenClaims(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const present = Object.entries(claims).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, flatten(value)]));
}

function flatten(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(textOf).join(' ')}]` : textOf(value);
}

/** Objects, and lists inside lists, are written as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
