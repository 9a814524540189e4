import { escapeForPolicy } from '../aws/policy-document.ts';
import { keyFault } from '../aws/target.ts';
import type { ParseContext } from '../problems.ts';

/** What a string of a policy matches. */
export interface PolicyPattern {
  /** The string without escapes. */
  readonly literal: string;
  /** Whether it ends in `*`, so that it matches every string that starts with `literal`. */
  readonly open: boolean;
}

export interface PatternRules {
  /** Whether `${*}`, `${?}` and `${$}` stand for characters. Only policies of the version 2012-10-17 have escapes. */
  readonly escapes: boolean;
  /** Whether `*` and `?` are wildcards. */
  readonly wildcards: boolean;
}

/** An escape, the beginning of anything else that IAM may replace, or one character. */
const PARTS = /\$\{([*?$])\}|\$\{|./gs;

/** Adds a problem and returns undefined if the string is not a key or prefix, with one `*` at the end or without. */
export function readPattern(
  text: string,
  { escapes, wildcards }: PatternRules,
  context: ParseContext,
): PolicyPattern | undefined {
  const open = wildcards && text.endsWith('*');
  let literal = '';
  for (const [part, escaped] of (open ? text.slice(0, -1) : text).matchAll(PARTS)) {
    if (part.startsWith('${') && (escaped === undefined || !escapes)) {
      return context.addProblem(
        `can have \${ only in \${*}, \${?} and \${$}, and only in a policy with "Version": "2012-10-17"`,
      );
    }
    if (wildcards && (part === '*' || part === '?')) {
      return context.addProblem(
        `can have * only at its end, and no ? (for the characters, write \${*} and \${?})`,
      );
    }
    literal += escaped ?? part;
  }
  const fault = keyFault(literal);
  return fault === undefined ? { literal, open } : context.addProblem(fault);
}

/** Writes the pattern for the version 2012-10-17, where it matches exactly the same strings. */
export function patternText({ literal, open }: PolicyPattern): string {
  return `${escapeForPolicy(literal)}${open ? '*' : ''}`;
}
