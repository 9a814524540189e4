import { CLAIM_NAME, type Claims, claimOf } from '../callers/claims.ts';

/** In a text of the grants file, what stands for the value of a claim: `{sub}`. */
const PLACEHOLDER = /\{([^{}]*)\}/g;

/**
 * What a value could leave its place with: a separator of keys, what IAM's patterns and variables read, and what nobody
 * sees. A name of one folder needs none of them, so a value that holds one is refused and never cleaned.
 */
const UNSAFE = /[/*?$\p{C}\p{Zl}\p{Zp}]/u;

/** @returns the claims that the text names, in their order. */
export function claimsIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** @returns what is wrong with the placeholders, or undefined. */
export function templateFault(text: string): string | undefined {
  if (/[{}]/.test(text.replaceAll(PLACEHOLDER, ''))) {
    return 'must have { and } only around the name of a claim, as in {sub}';
  }
  if (!claimsIn(text).every((name) => CLAIM_NAME.test(name))) {
    return 'must name each claim by 1 to 128 letters, digits or _:./-, as in {sub}';
  }
  return isAmbiguous(text) ? 'must have at most one {claim} between two /' : undefined;
}

/** Two claims in one segment would be one text for two people: `a` + `bc` is `ab` + `c`. */
function isAmbiguous(text: string): boolean {
  const segments = literalParts(text).join('{}').split('/');
  return segments.some((segment) => segment.split('{}').length > 2);
}

/** What stands before, between and after the `{claim}`s. */
export function literalParts(text: string): readonly string[] {
  return text.split(/\{[^{}]*\}/);
}

/**
 * The text with the values of the claims, each in one pass: a value is never read as a template.
 *
 * @returns undefined where a claim is missing, is no text, or could escape its place
 */
export function fillTemplate(text: string, claims: Claims): string | undefined {
  const values = claimsIn(text).map((name) => claimOf(claims, name));
  if (!values.every(isSafe)) {
    return undefined;
  }
  const remaining = values.values();
  return text.replaceAll(PLACEHOLDER, () => remaining.next().value ?? '');
}

function isSafe(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value !== '.' &&
    value !== '..' &&
    !UNSAFE.test(value)
  );
}
