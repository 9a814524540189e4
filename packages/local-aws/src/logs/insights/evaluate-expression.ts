import type { BinaryOperator, Expression, Value } from './expression.ts';
import { malformedQuery } from './malformed-query.ts';

/** The fields of a log event, or of a row of `stats`, by name. */
export type LogRecord = ReadonlyMap<string, Value>;

/**
 * Evaluates an expression for one record. Comparing a missing field gives false, and adding to it gives a missing
 * value.
 *
 * @param now when the query was started
 * @throws AwsError MalformedQueryException if an order or a sum needs numbers and gets other values
 */
export function evaluateExpression(expression: Expression, record: LogRecord, now: Date): Value {
  switch (expression.kind) {
    case 'field':
      return record.get(expression.name);
    case 'literal':
      return expression.value;
    case 'now':
      return Math.floor(now.getTime() / 1000);
    case 'coalesce':
      return expression.fields.map((name) => record.get(name)).find((value) => value !== undefined);
    case 'ispresent':
      return expression.fields.every((name) => record.get(name) !== undefined);
    case 'in': {
      const value = evaluateExpression(expression.value, record, now);
      return value !== undefined && expression.list.includes(value);
    }
    case 'like': {
      const value = evaluateExpression(expression.value, record, now);
      return value !== undefined && String(value).includes(expression.part);
    }
    case 'binary': {
      const left = evaluateExpression(expression.left, record, now);
      const right = evaluateExpression(expression.right, record, now);
      return combine(expression.operator, left, right);
    }
  }
}

function combine(operator: BinaryOperator, left: Value, right: Value): Value {
  switch (operator) {
    case 'or':
      return left === true || right === true;
    case 'and':
      return left === true && right === true;
    case '=':
      return left !== undefined && left === right;
    case '+':
    case '-':
      return withNumbers(operator, left, right, (a, b) => (operator === '+' ? a + b : a - b));
    case '<':
      return withNumbers(operator, left, right, (a, b) => a < b) ?? false;
    case '<=':
      return withNumbers(operator, left, right, (a, b) => a <= b) ?? false;
    case '>':
      return withNumbers(operator, left, right, (a, b) => a > b) ?? false;
    case '>=':
      return withNumbers(operator, left, right, (a, b) => a >= b) ?? false;
  }
}

/** AWS also orders strings, but does not document how. */
function withNumbers<T>(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  of: (left: number, right: number) => T,
): T | undefined {
  if (left === undefined || right === undefined) {
    return undefined;
  }
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw malformedQuery(`${operator} needs numbers`);
  }
  return of(left, right);
}
