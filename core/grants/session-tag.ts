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

/**
 * Fills in the claims.
 *
 * @returns undefined if a claim is missing, is unsafe in a path, or has a character that no tag can have
 */
export function fillSessionTags(
  tags: readonly SessionTag[],
  claims: Claims,
): readonly SessionTag[] | undefined {
  const filled = tags.map(({ key, value }) => ({ key, value: fillTemplate(value, claims) }));
  return filled.every(
    (tag): tag is SessionTag => tag.value !== undefined && TAG_TEXT.test(tag.value),
  )
    ? filled
    : undefined;
}
