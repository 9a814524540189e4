import { parse } from '../../core/parser.ts';
import { readTarget, type Target } from '../../core/target.ts';

/** A target by itself; the product reads targets as fields of larger input. Throws InvalidInput. */
export function parseTarget(value: unknown): Target {
  return parse(readTarget, value);
}
