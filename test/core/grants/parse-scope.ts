import { type Scope, scopeParser } from '../../../core/grants/scope.ts';
import { parse } from '../../../core/parser.ts';

/** A scope by itself; the product reads scopes as fields of larger input. Throws InvalidInput. */
export function parseScope(value: unknown): Scope {
  return parse(scopeParser, value);
}
