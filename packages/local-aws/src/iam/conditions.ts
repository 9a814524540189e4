import { AwsError } from '../aws-error.ts';
import { CONDITION_TESTS, type ConditionTest } from './condition-operators.ts';
import type { Condition } from './policy-document.ts';
import type { VariableScope } from './policy-variables.ts';

export interface ConditionOperator {
  readonly set?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
  readonly test: ConditionTest | 'Null';
}

/** AWS documents these operators, but they are not implemented here. */
const UNSUPPORTED_OPERATORS: ReadonlySet<string> = new Set(['BinaryEquals']);

/**
 * Throws MalformedPolicyDocument for an unknown operator, NotSupportedByLocalAws for an operator that only AWS
 * supports.
 */
export function parseOperator(operator: string): ConditionOperator {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator);
  const [, set, name = '', ifExists] = match ?? [];
  if (UNSUPPORTED_OPERATORS.has(name)) {
    throw new AwsError(
      'NotSupportedByLocalAws',
      `The condition operator ${name} is not supported by the local AWS.`,
    );
  }
  const isNull = name === 'Null' && set === undefined && ifExists === undefined;
  const test = isNull ? 'Null' : CONDITION_TESTS.get(name);
  if (test === undefined) {
    throw new AwsError('MalformedPolicyDocument', `Invalid Condition type : ${operator}.`);
  }
  return {
    set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined,
    ifExists: ifExists !== undefined,
    test,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html */
export function conditionHolds(condition: Condition, scope: VariableScope): boolean {
  const operator = parseOperator(condition.operator);
  const requestValues = scope.context.get(condition.key.toLowerCase()) ?? [];
  if (operator.test === 'Null') {
    const absent = String(requestValues.length === 0);
    return condition.values.some((value) => value.toLowerCase() === absent);
  }
  if (requestValues.length === 0) {
    return holdsWithoutKey(operator, operator.test);
  }
  const { test } = operator;
  const fits = (requestValue: string) =>
    test.negated !==
    condition.values.some((policyValue) => test.matches(requestValue, policyValue, scope));
  if (operator.set === 'ForAllValues') {
    return requestValues.every(fits);
  }
  if (operator.set === undefined && requestValues.length > 1) {
    // AWS requires a set operator here, and documents no result without one.
    throw new AwsError(
      'NotSupportedByLocalAws',
      `${condition.operator} on ${condition.key}, which has several values, needs ForAllValues or ForAnyValue.`,
    );
  }
  return requestValues.some(fits);
}

/**
 * If the key is absent, negated operators, `...IfExists` and ForAllValues match. ForAnyValue never matches. Source as
 * above.
 */
function holdsWithoutKey(operator: ConditionOperator, test: ConditionTest): boolean {
  if (operator.ifExists || operator.set === 'ForAllValues') {
    return true;
  }
  return test.negated && operator.set === undefined;
}
