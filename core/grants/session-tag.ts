import type { Claims } from '../callers/claims.ts';
import { type Parser, record } from '../parser.ts';
import { show } from '../problems.ts';
import { fillTemplate, templateFault } from './claim-template.ts';

/** A tag of the session, in whose value `{claim}` stands for the value of a claim of the caller's token. */
export interface SessionTag {
  readonly key: string;
  readonly value: string;
}

/** Source of these limits and of the grammar: https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
const TAGS_MAX = 50;
const KEY_MAX_CHARACTERS = 128;
export const TAG_VALUE_MAX_CHARACTERS = 256;

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;

/** A JSON object, key → value. Keys that differ in case alone are one key to STS. */
export const readSessionTags: Parser<readonly SessionTag[]> = (value, place) => {
  const tags = readTags(value, place);
  const keys = new Set<string>();
  for (const { key } of tags ?? []) {
    if (keys.has(key.toLowerCase())) {
      place.field(key).refuse('is an earlier key in another case, and keys compare without case');
    }
    keys.add(key.toLowerCase());
  }
  return tags;
};

/**
 * The tags for whoever holds these claims.
 *
 * @returns undefined where a claim is missing, could escape its place, or holds what no tag can
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

/** Written values were checked before they were deployed; a claim may make one longer than STS takes. */
export function tooLongTag(tags: readonly SessionTag[]): SessionTag | undefined {
  return tags.find(({ value }) => value.length > TAG_VALUE_MAX_CHARACTERS);
}

const readTags = record<SessionTag>(
  (key, value, place) => {
    const fault = keyFault(key) ?? valueFault(value);
    return fault === undefined ? { key, value: String(value) } : place.refuse(fault);
  },
  1,
  TAGS_MAX,
);

function keyFault(key: string): string | undefined {
  if (key === '' || key.length > KEY_MAX_CHARACTERS || !TAG_TEXT.test(key)) {
    return `must have a key of 1 to ${KEY_MAX_CHARACTERS} letters, digits, spaces or _.:/=+-@`;
  }
  return /^aws:/i.test(key) ? 'must not have a key that begins with aws:' : undefined;
}

function valueFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > TAG_VALUE_MAX_CHARACTERS) {
    return `must be a text of at most ${TAG_VALUE_MAX_CHARACTERS} characters, was ${show(value)}`;
  }
  return (
    templateFault(value) ??
    (TAG_TEXT.test(value.replaceAll(/[{}]/g, ''))
      ? undefined
      : `must be letters, digits, spaces or _.:/=+-@, and {claim}, was ${show(value)}`)
  );
}
