import { malformedQuery } from './malformed-query.ts';
import type { TokenReader } from './token-reader.ts';

/** The value of a field or an expression. Undefined if the record does not have the field. */
export type Value = string | number | boolean | undefined;

export type BinaryOperator = 'or' | 'and' | '=' | '<' | '<=' | '>' | '>=' | '+' | '-';

export type Expression =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'now' }
  | { readonly kind: 'coalesce' | 'ispresent'; readonly fields: readonly string[] }
  | { readonly kind: 'in'; readonly value: Expression; readonly list: readonly Value[] }
  | { readonly kind: 'like'; readonly value: Expression; readonly part: string }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** From the lowest precedence to the highest. The operands of each level are of the next level. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['=', '<', '<=', '>', '>='],
  ['+', '-'],
];

/**
 * Parses comparisons of numbers, `=`, `in`, `like "part"`, `and`, `or`, sums, and the functions coalesce, ispresent and
 * now. Does not support `!=` and `not`, because AWS does not document their results for a missing field.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 *
 * @throws AwsError MalformedQueryException
 */
export function readExpression(tokens: TokenReader, level = 0): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) {
    return readMembership(tokens);
  }
  let left = readExpression(tokens, level + 1);
  for (;;) {
    const operator = tokens.accept(...operators);
    if (operator === undefined) {
      return left;
    }
    left = { kind: 'binary', operator, left, right: readExpression(tokens, level + 1) };
  }
}

function readMembership(tokens: TokenReader): Expression {
  const value = readOperand(tokens);
  switch (tokens.accept('in', 'like')) {
    case 'in': {
      tokens.expect('[');
      const list = tokens.list(() => readLiteral(tokens) ?? tokens.expectKind('string'));
      tokens.expect(']');
      return { kind: 'in', value, list };
    }
    case 'like':
      return { kind: 'like', value, part: tokens.expectKind('string') };
    default:
      return value;
  }
}

function readOperand(tokens: TokenReader): Expression {
  if (tokens.accept('(') !== undefined) {
    const inner = readExpression(tokens);
    tokens.expect(')');
    return inner;
  }
  const value = readLiteral(tokens);
  if (value !== undefined) {
    return { kind: 'literal', value };
  }
  const name = tokens.expectKind('word');
  return tokens.accept('(') === undefined ? { kind: 'field', name } : readCall(name, tokens);
}

function readLiteral(tokens: TokenReader): string | number | undefined {
  const digits = tokens.acceptKind('number');
  return digits === undefined ? tokens.acceptKind('string') : Number(digits);
}

function readCall(name: string, tokens: TokenReader): Expression {
  switch (name) {
    case 'now':
      tokens.expect(')');
      return { kind: 'now' };
    case 'coalesce':
    case 'ispresent': {
      const fields = tokens.list(() => tokens.expectKind('word'));
      tokens.expect(')');
      return { kind: name, fields };
    }
    default:
      throw malformedQuery(`There is no function ${name}`);
  }
}
