import type { PolicyDocument } from './policy-document.ts';
import type { RequestContext } from './request-context.ts';
import { literalTokens, type PatternToken, wildcardTokens } from './wildcard.ts';

/** Where the variables of a policy get their values, and the policy's version. */
export interface VariableScope {
  readonly version: PolicyDocument['version'];
  readonly context: RequestContext;
}

/** `${aws:userid}`, `${aws:username, 'nobody'}`, or an escape: `${*}`, `${?}`, `${$}`. */
const VARIABLE = /\$\{(?:([*?$])|\s*([\w-]+:[^{}',\s]+)\s*(?:,\s*'((?:[^']|'')*)'\s*)?)\}/y;

/**
 * Replaces the variables of a string by their values. Values are ordinary characters, never wildcards. Returns
 * `undefined` if a variable has no single value and no default. The element then matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expandVariables(
  text: string,
  scope: VariableScope,
  tokensOf: (plain: string) => PatternToken[] = wildcardTokens,
): PatternToken[] | undefined {
  const tokens: PatternToken[] = [];
  for (const piece of splitVariables(text, scope.version)) {
    if (typeof piece === 'string') {
      tokens.push(...tokensOf(piece));
      continue;
    }
    const value = piece.escaped ?? variableValue(piece, scope.context);
    if (value === undefined) {
      return undefined;
    }
    tokens.push(...literalTokens(value));
  }
  return tokens;
}

/**
 * Splits an ARN in a policy into its six parts, ignoring colons inside variables. Returns `undefined` for fewer than
 * six parts.
 */
export function splitArnPattern(
  text: string,
  version: PolicyDocument['version'],
): readonly string[] | undefined {
  const parts: string[] = [''];
  const append = (more: string) => {
    parts[parts.length - 1] += more;
  };
  for (const piece of splitVariables(text, version)) {
    if (typeof piece !== 'string') {
      append(piece.source);
      continue;
    }
    for (const character of piece) {
      if (character === ':' && parts.length < ARN_PARTS) {
        parts.push('');
      } else {
        append(character);
      }
    }
  }
  return parts.length === ARN_PARTS ? parts : undefined;
}

/** Returns true if every `${` begins a valid variable or escape. */
export function hasValidVariables(text: string): boolean {
  return splitVariables(text, '2012-10-17').every(
    (piece) => typeof piece !== 'string' || !piece.includes('${'),
  );
}

/** arn:partition:service:region:account:resource */
export const ARN_PARTS = 6;

interface Variable {
  readonly source: string;
  readonly escaped?: string;
  readonly key?: string;
  readonly fallback?: string;
}

/** Policies of version 2008-10-17 have no variables, so `${aws:username}` is an ordinary string. */
function splitVariables(text: string, version: PolicyDocument['version']): (string | Variable)[] {
  const pieces: (string | Variable)[] = [];
  let plainFrom = 0;
  let at = version === '2012-10-17' ? text.indexOf('${') : -1;
  while (at >= 0) {
    VARIABLE.lastIndex = at;
    const match = VARIABLE.exec(text);
    if (match !== null) {
      pieces.push(text.slice(plainFrom, at));
      pieces.push({ source: match[0], escaped: match[1], key: match[2], fallback: match[3] });
      plainFrom = at + match[0].length;
    }
    at = text.indexOf('${', match === null ? at + 2 : plainFrom);
  }
  pieces.push(text.slice(plainFrom));
  return pieces;
}

/** A key with several values cannot be a variable. Source as above. */
function variableValue(variable: Variable, context: RequestContext): string | undefined {
  const values = context.get(variable.key?.toLowerCase() ?? '');
  return values?.length === 1 ? values[0] : variable.fallback?.replaceAll("''", "'");
}
