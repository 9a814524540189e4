import { formatTarget, pathOf, readTarget, type Target } from '../aws/target.ts';
import type { Claims } from '../callers/claims.ts';
import { type Parser, parse } from '../parser.ts';
import { InvalidInput, show } from '../problems.ts';
import { claimsIn, fillTemplate, literalParts, templateFault } from './claim-template.ts';

/** What a grant reaches: a target, in whose path `{claim}` stands for the value of a claim of the caller's token. */
export interface Scope {
  /** With the `{claim}`s as written: the target itself only where there are none. */
  readonly template: Target;
  readonly claims: readonly string[];
}

export const readScope: Parser<Scope> = (value, place) => {
  const template = readTarget(value, place);
  if (template === undefined) {
    return undefined;
  }
  const path = pathOf(template);
  const fault = templateFault(path);
  return fault === undefined
    ? { template, claims: claimsIn(path) }
    : place.refuse(`${fault}, was ${show(value)}`);
};

/** As the grants file has it. */
export function formatScope({ template }: Scope): string {
  return formatTarget(template);
}

/**
 * The scope for whoever holds these claims. What is filled in obeys every rule that a written scope obeys.
 *
 * @returns undefined where a claim is missing or could escape its place
 */
export function fillScope(scope: Scope, claims: Claims): Target | undefined {
  if (scope.claims.length === 0) {
    return scope.template;
  }
  const path = fillTemplate(pathOf(scope.template), claims);
  if (path === undefined) {
    return undefined;
  }
  try {
    return parse(readTarget, formatTarget(withPath(scope.template, path)));
  } catch (error) {
    if (error instanceof InvalidInput) {
      return undefined;
    }
    throw error;
  }
}

/** The literal parts of the object key or prefix: whatever a claim's value is stands between them. */
export function scopeParts({ template }: Scope): readonly string[] {
  return literalParts(pathOf(template));
}

/** The scope's target with the same text in the place of every claim. */
export function targetWithClaimsAs(scope: Scope, text: string): Target {
  return withPath(scope.template, scopeParts(scope).join(text));
}

/** Whether whatever the claims are, everything in the inner scope lies in the outer one. */
export function includesScope(outer: Scope, inner: Scope): boolean {
  if (outer.template.bucket !== inner.template.bucket) {
    return false;
  }
  const pattern = scopeParts(outer)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[^/]+');
  // A prefix ends in /, as no object's key does, so it lies in none.
  const end = outer.template.kind === 'object' ? '$' : '';
  return new RegExp(`^${pattern}${end}`).test(scopeParts(inner).join('{}'));
}

function withPath(target: Target, path: string): Target {
  return target.kind === 'object' ? { ...target, objectKey: path } : { ...target, prefix: path };
}
