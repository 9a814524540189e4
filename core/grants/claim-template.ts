import { type Claims, claimOf } from '../callers/claims.ts';
import { type JsonSchema, schema } from '../json-schema.ts';
import { matching } from '../parser.ts';

/** Stands for the value of a claim in a string of the grants file: `{sub}`. */
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Includes names with a namespace, such as `cognito:groups` or `https://example.com/team`. */
const CLAIM_NAME_PATTERN = String.raw`[\w:./-]{1,128}`;

const CLAIM_NAME = new RegExp(`^${CLAIM_NAME_PATTERN}$`);

export const claimNameParser = matching(
  CLAIM_NAME,
  'the name of a claim, 1 to 128 letters, digits or _:./-',
);

/** With two claims in one segment, two people could get the same folder: `a` and `bc`, `ab` and `c`. */
const TWO_CLAIMS_IN_SEGMENT = /\}[^/{}]*\{/;

/**
 * Characters that would let a value leave its segment of a path: the separator of keys, the wildcards and variables of IAM, and
 * invisible characters. Folder names need none of these characters. The broker refuses a value that contains one, and never
 * removes the character.
 */
const UNSAFE = /[/*?$\p{C}\p{Zl}\p{Zp}]/u;

/** The names of the claims in the text, in order. */
export function claimsIn(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Returns what is wrong with the placeholders, or undefined. */
export function templateFault(text: string): string | undefined {
  if (/[{}]/.test(text.replaceAll(PLACEHOLDER, ''))) {
    return 'must have { and } only around the name of a claim, as in {sub}';
  }
  if (!claimsIn(text).every((name) => CLAIM_NAME.test(name))) {
    return 'must name each claim by 1 to 128 letters, digits or _:./-, as in {sub}';
  }
  return TWO_CLAIMS_IN_SEGMENT.test(text)
    ? 'must have at most one {claim} between two /'
    : undefined;
}

/** What `templateFault` checks. */
export const templateSchema: () => JsonSchema = schema(() => ({
  pattern: `^(?=(?:[^{}]|\\{${CLAIM_NAME_PATTERN}\\})*$)(?!.*${TWO_CLAIMS_IN_SEGMENT.source})`,
}));

/** Accepts only strings without `{claim}`. */
export const noTemplateSchema: () => JsonSchema = schema(() => ({ pattern: '^[^{]*$' }));

/** The parts of the text before, between and after its placeholders. */
export function literalParts(text: string): readonly string[] {
  return text.split(/\{[^{}]*\}/);
}

/**
 * Replaces each placeholder by the value of its claim. Braces in a value have no meaning.
 *
 * @returns undefined if a claim is missing, is not a string, or could leave its segment
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
