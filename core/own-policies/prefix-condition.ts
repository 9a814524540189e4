import { object, oneOrMore } from '../compound-parser.ts';
import { schema } from '../json-schema.ts';
import { optional, type Parser } from '../parser.ts';
import { show } from '../problems.ts';
import { type PatternRules, type PolicyPattern, readPattern } from './policy-pattern.ts';

/** The most values of one element of a policy. */
export const VALUES_MAX = 100;

/**
 * `{"StringLike": {"s3:prefix": …}}`, or the same with StringEquals. IAM's other operators are true for a request without a
 * prefix (IfExists, ForAllValues), ignore case or say something else, so they do not keep a listing in a folder.
 *
 * @param escapes as in `PatternRules`
 */
export function prefixConditionParser(escapes: boolean): Parser<readonly PolicyPattern[]> {
  const prefixes = (wildcards: boolean) =>
    optional(object({ 's3:prefix': oneOrMore(prefixParser({ escapes, wildcards }), VALUES_MAX) }));
  const operators = object({ StringLike: prefixes(true), StringEquals: prefixes(false) });
  return {
    read(value, context) {
      const read = operators.read(value, context);
      if (read === undefined) {
        return undefined;
      }
      // IAM applies both, so together they allow only what both match.
      const [used, another] = [read.StringLike, read.StringEquals].filter(
        (operator) => operator !== undefined,
      );
      return used === undefined || another !== undefined
        ? context.addProblem('must have one operator, StringLike or StringEquals')
        : used['s3:prefix'];
    },
    schema: operators.schema,
  };
}

function prefixParser(rules: PatternRules): Parser<PolicyPattern> {
  return {
    read: (value, context) =>
      typeof value === 'string'
        ? readPattern(value, rules, context)
        : context.addProblem(`must be a prefix, was ${show(value)}`),
    schema: schema(() => ({ type: 'string' })),
  };
}
