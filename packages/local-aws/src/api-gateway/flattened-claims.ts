/**
 * A token's claims as API Gateway hands them on: all of them text, lists as `[a b]` whatever their members hold, so
 * that `["a b"]` and `["a", "b"]` become the same. Claims that are null are left out.
 * AWS's pages do not say so; seen by https://github.com/floci-io/floci/pull/2011.
 */
export function flattenClaims(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const present = Object.entries(claims).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, flatten(value)]));
}

function flatten(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(textOf).join(' ')}]` : textOf(value);
}

/** Objects, and lists in lists, are written as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
