import {
  ARN_PARTS,
  expandVariables,
  splitArnPattern,
  type VariableScope,
} from './policy-variables.ts';
import { matchesTokens } from './wildcard.ts';

/**
 * Compares the six parts of two ARNs one by one. A wildcard does not cross a colon, except in the last part.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesArn(pattern: string, arn: string, scope: VariableScope): boolean {
  const patternParts = splitArnPattern(pattern, scope.version);
  const arnParts = splitArn(arn);
  if (patternParts === undefined || arnParts === undefined) {
    return false;
  }
  return patternParts.every((part, i) => {
    const tokens = expandVariables(part, scope);
    return tokens !== undefined && matchesTokens(tokens, arnParts[i] ?? '');
  });
}

/** Compares a Resource element. `*` matches everything, also for actions without a resource. */
export function matchesResource(pattern: string, resource: string, scope: VariableScope): boolean {
  return pattern === '*' || matchesArn(pattern, resource, scope);
}

/** Returns `undefined` if the string is not an ARN. */
function splitArn(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  if (parts.length < ARN_PARTS || parts[0] !== 'arn') {
    return undefined;
  }
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}
