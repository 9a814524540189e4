import { CLAIM_NAME_MAX, type Claims, claimOf } from '../callers/claims.ts';
import { type JsonSchema, schema } from '../json-schema.ts';
import { matching } from '../parser.ts';

/** Stands for the value of a claim in a string of the grants file: `{sub}`. */
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Includes names with a namespace, such as `cognito:groups` or `https://example.com/team`. */
const PLAIN_NAME = String.raw`[\w:.-][\w:./-]*`;

/** Begins with `/`. It has two names or more, so that each claim can be written in one way only. */
const POINTER = String.raw`(?:/(?:[\w:.-]|~[01])+){2,}`;

const CLAIM_NAME_PATTERN = `(?![^{}]{${CLAIM_NAME_MAX + 1}})(?:${PLAIN_NAME}|${POINTER})`;

const CLAIM_NAME = new RegExp(`^${CLAIM_NAME_PATTERN}$`);

const PLAIN_NAME_RULE = `1 to ${CLAIM_NAME_MAX} letters, digits or _:./-`;

export const claimNameParser = matching(
  CLAIM_NAME,
  `the name of a claim, ${PLAIN_NAME_RULE}, or the JSON Pointer of a claim inside another, as in /realm_access/roles`,
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
    return `must name each claim by ${PLAIN_NAME_RULE}, as in {sub}, or by a JSON Pointer, as in {/realm_access/team}`;
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
 * @param write changes a value that is safe
 * @returns undefined if a claim is missing, is not a string, or could leave its segment
 */
export function fillTemplate(
  text: string,
  claims: Claims,
  write = (value: string) => value,
): string | undefined {
  const values = claimsIn(text).map((name) => claimOf(claims, name));
  if (!values.every(isSafe)) {
    return undefined;
  }
  const remaining = values.map(write).values();
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
