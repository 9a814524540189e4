import { matchesResource } from './arn-match.ts';
import { conditionHolds } from './conditions.ts';
import type { Statement } from './policy-document.ts';
import { expandVariables, type VariableScope } from './policy-variables.ts';
import { matchesTokens, wildcardTokens } from './wildcard.ts';

/**
 * Returns whether a statement applies to the action on the resource, in this context. Does not check its principals.
 */
export function statementApplies(
  statement: Statement,
  action: string,
  resource: string,
  scope: VariableScope,
): boolean {
  return (
    actionApplies(statement, action) &&
    resourceApplies(statement, resource, scope) &&
    statement.conditions.every((condition) => conditionHolds(condition, scope))
  );
}

/**
 * Actions are compared without regard to case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
function actionApplies(statement: Statement, action: string): boolean {
  const { not, patterns } = statement.actions;
  const named = patterns.some((pattern) =>
    matchesTokens(wildcardTokens(pattern.toLowerCase()), action.toLowerCase()),
  );
  return named !== not;
}

/** A trust policy has no resources, because it applies to its role. */
function resourceApplies(statement: Statement, resource: string, scope: VariableScope): boolean {
  if (statement.resources === undefined) {
    return true;
  }
  const { not, patterns } = statement.resources;
  // AWS: a variable without a value "might cause the entire statement to be invalid". An Allow then allows nothing.
  const unreadable = patterns.some((pattern) => expandVariables(pattern, scope) === undefined);
  if (not && unreadable && statement.effect === 'Allow') {
    return false;
  }
  return patterns.some((pattern) => matchesResource(pattern, resource, scope)) !== not;
}
