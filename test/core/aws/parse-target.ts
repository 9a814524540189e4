import { type Target, targetParser } from '../../../core/aws/target.ts';
import { parse } from '../../../core/parser.ts';

/** Parses a single target. Throws InvalidInput. */
export function parseTarget(value: unknown): Target {
  return parse(targetParser, value);
}
