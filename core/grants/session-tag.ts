import { TAG_CHARACTERS, TAG_TEXT, type Tag, tagsOf, tagValue } from '../aws/tag.ts';
import type { Claims } from '../callers/claims.ts';
import type { Parser } from '../parser.ts';
import { show } from '../problems.ts';
import { fillTemplate, templateFault, templateSchema } from './claim-template.ts';

/** A tag of the session. `{claim}` in its value stands for the value of a claim of the caller's token. */
export type SessionTag = Tag;

/** Reads `{"KEY": "VALUE"}`. */
export const sessionTagsParser: Parser<readonly SessionTag[]> = tagsOf(
  tagValue(
    (value) =>
      templateFault(value) ??
      (TAG_TEXT.test(value.replaceAll(/[{}]/g, ''))
        ? undefined
        : `must be letters, digits, spaces or _.:/=+-@, and {claim}, was ${show(value)}`),
    () => ({ pattern: `^[{}${TAG_CHARACTERS}]*$`, allOf: [templateSchema()] }),
  ),
);

/** Characters that a tag cannot have, and `=`, which begins the code of each of them. */
const CODED = new RegExp(`=|[^${TAG_CHARACTERS}]`, 'gu');

/**
 * Fills in the claims.
 *
 * @returns undefined if a claim is missing or is unsafe in a path
 */
export function fillSessionTags(
  tags: readonly SessionTag[],
  claims: Claims,
): readonly SessionTag[] | undefined {
  const filled = tags.map(({ key, value }) => ({
    key,
    value: fillTemplate(value, claims, codedForTag),
  }));
  return filled.every((tag): tag is SessionTag => tag.value !== undefined) ? filled : undefined;
}

/**
 * Writes the character `|` as `=7C`: each byte in UTF-8 as `=` and two hexadecimal digits. Different values stay different, so
 * that two people never get the same tag.
 */
function codedForTag(value: string): string {
  return value.replace(CODED, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
