import { type Scope, scopeParser } from '../../../core/grants/scope.ts';
import { parse } from '../../../core/parser.ts';

/** Parses a single scope. Throws InvalidInput. */
export function parseScope(value: unknown): Scope {
  return parse(scopeParser, value);
}
