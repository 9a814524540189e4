import type { PolicyDocument } from './policy-document.ts';
import type { RequestContext } from './request-context.ts';
import { literalTokens, type PatternToken, wildcardTokens } from './wildcard.ts';

/** What a policy's text needs to be read: its version, and where its variables get their values. */
export interface VariableScope {
  readonly version: PolicyDocument['version'];
  readonly context: RequestContext;
}

/** `${aws:userid}`, `${aws:username, 'nobody'}`, or an escape: `${*}`, `${?}`, `${$}`. */
const VARIABLE = /\$\{(?:([*?$])|\s*([\w-]+:[^{}',\s]+)\s*(?:,\s*'((?:[^']|'')*)'\s*)?)\}/y;

/**
 * Puts the values of its variables into a policy's text. Values are characters, never wildcards.
 * `undefined` when a variable has no single value and no default: such a text matches nothing.
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
 * The six parts of an ARN in a policy. A colon within a variable does not part it.
 * Fewer than six parts: `undefined`.
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

/** True when every `${` begins a variable or an escape as IAM's grammar has them. */
export function hasSoundVariables(text: string): boolean {
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

/** Policies of 2008-10-17 know no variables: `${aws:username}` is plain text there. */
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

/** A key with several values cannot be a variable; source as above. */
function variableValue(variable: Variable, context: RequestContext): string | undefined {
  const values = context.get(variable.key?.toLowerCase() ?? '');
  return values?.length === 1 ? values[0] : variable.fallback?.replaceAll("''", "'");
}
