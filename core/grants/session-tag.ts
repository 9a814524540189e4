import type { Claims } from '../callers/claims.ts';
import { record } from '../compound-parser.ts';
import { schema } from '../json-schema.ts';
import { checked, map, type Parser } from '../parser.ts';
import { show } from '../problems.ts';
import { fillTemplate, templateFault, templateSchema } from './claim-template.ts';

/** A tag of the session. `{claim}` in its value stands for the value of a claim of the caller's token. */
export interface SessionTag {
  readonly key: string;
  readonly value: string;
}

/** Source of these limits and of the grammar: https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
const TAGS_MAX = 50;
const KEY_MAX_CHARACTERS = 128;
export const TAG_VALUE_MAX_CHARACTERS = 256;

const TAG_CHARACTERS = String.raw`\p{L}\p{Z}\p{N}_.:/=+@-`;
const TAG_TEXT = new RegExp(`^[${TAG_CHARACTERS}]*$`, 'u');
const AWS_KEY = /^[aA][wW][sS]:/;

const tagKeyParser: Parser<string> = {
  read(value, context) {
    const key = String(value);
    const fault = keyFault(key);
    return fault === undefined ? key : context.addProblem(fault);
  },
  schema: schema(() => ({
    pattern: `^(?!${AWS_KEY.source.slice(1)})[${TAG_CHARACTERS}]{1,${KEY_MAX_CHARACTERS}}$`,
  })),
};

const tagValueParser: Parser<string> = {
  read(value, context) {
    const fault = valueFault(value);
    return fault === undefined ? String(value) : context.addProblem(fault);
  },
  schema: schema(() => ({
    type: 'string',
    maxLength: TAG_VALUE_MAX_CHARACTERS,
    pattern: `^[{}${TAG_CHARACTERS}]*$`,
    allOf: [templateSchema()],
  })),
};

const tagsParser: Parser<readonly SessionTag[]> = map(
  record(tagKeyParser, tagValueParser, 1, TAGS_MAX),
  (tags) => tags.map(([key, value]) => ({ key, value })),
);

/** Reads `{"KEY": "VALUE"}`. STS treats keys that differ only in case as one key. */
export const sessionTagsParser: Parser<readonly SessionTag[]> = checked(
  tagsParser,
  (tags, context) => {
    const keys = new Set<string>();
    for (const { key } of tags) {
      if (keys.has(key.toLowerCase())) {
        context.field(key).addProblem('differs from an earlier key only in case');
      }
      keys.add(key.toLowerCase());
    }
  },
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

/** Finds a tag that a claim made longer than STS allows. The parser has checked the values as written. */
export function tooLongTag(tags: readonly SessionTag[]): SessionTag | undefined {
  return tags.find(({ value }) => value.length > TAG_VALUE_MAX_CHARACTERS);
}

function keyFault(key: string): string | undefined {
  if (key === '' || key.length > KEY_MAX_CHARACTERS || !TAG_TEXT.test(key)) {
    return `must have a key of 1 to ${KEY_MAX_CHARACTERS} letters, digits, spaces or _.:/=+-@`;
  }
  return AWS_KEY.test(key) ? 'must not have a key that begins with aws:' : undefined;
}

function valueFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > TAG_VALUE_MAX_CHARACTERS) {
    return `must be a string of at most ${TAG_VALUE_MAX_CHARACTERS} characters, was ${show(value)}`;
  }
  return (
    templateFault(value) ??
    (TAG_TEXT.test(value.replaceAll(/[{}]/g, ''))
      ? undefined
      : `must be letters, digits, spaces or _.:/=+-@, and {claim}, was ${show(value)}`)
  );
}
