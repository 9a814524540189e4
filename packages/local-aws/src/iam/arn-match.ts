import {
  ARN_PARTS,
  expandVariables,
  splitArnPattern,
  type VariableScope,
} from './policy-variables.ts';
import { isStar, matchesTokens, type PatternToken } from './wildcard.ts';

/**
 * Compares ARNs as the ARN operators of conditions do: the six parts one by one, and wildcards do not cross a colon,
 * except in the last part.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
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

/**
 * Compares a Resource element. "If the * wildcard is the last character of a resource ARN segment, it can expand to
 * match beyond the colon boundaries." Other wildcards do not cross a colon, except in the last of the six parts. `*` alone
 * also matches actions without a resource.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesResource(pattern: string, resource: string, scope: VariableScope): boolean {
  if (pattern === '*') {
    return true;
  }
  const tokens = splitArnPattern(pattern, scope.version)?.map((part, i) => {
    const expanded = expandVariables(part, scope);
    return i === ARN_PARTS - 1 ? expanded : expanded && withinSegment(expanded);
  });
  if (tokens === undefined || splitArn(resource) === undefined) {
    return false;
  }
  const joined: PatternToken[] = [];
  for (const [i, part] of tokens.entries()) {
    if (part === undefined) {
      return false;
    }
    joined.push(...(i === 0 ? [] : [{ character: ':' }]), ...part);
  }
  return matchesTokens(joined, resource);
}

/** Keeps wildcards inside a segment of an ARN, except a `*` at its end. */
function withinSegment(segment: readonly PatternToken[]): readonly PatternToken[] {
  return segment.map((token, i) => {
    const isLastStar = i === segment.length - 1 && isStar(token);
    return 'wildcard' in token && !isLastStar ? { ...token, withinSegment: true } : token;
  });
}

/** Returns `undefined` if the string is not an ARN. */
function splitArn(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  if (parts.length < ARN_PARTS || parts[0] !== 'arn') {
    return undefined;
  }
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}
