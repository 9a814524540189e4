import { type Target, targetParser } from '../../../core/aws/target.ts';
import { parse } from '../../../core/parser.ts';

/** A target by itself; the product reads targets as fields of larger input. Throws InvalidInput. */
export function parseTarget(value: unknown): Target {
  return parse(targetParser, value);
}
