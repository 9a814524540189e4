import { record } from '../compound-parser.ts';
import { type JsonSchema, schema } from '../json-schema.ts';
import { checked, map, type Parser } from '../parser.ts';
import { show } from '../problems.ts';

/** A tag of a resource or of a session. Both have the same limits and characters. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/**
 * Sources of these limits and of the grammar: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html
 */
export const TAGS_MAX = 50;
const KEY_MAX_CHARACTERS = 128;
export const TAG_VALUE_MAX_CHARACTERS = 256;

export const TAG_CHARACTERS = String.raw`\p{L}\p{Z}\p{N}_.:/=+@-`;
export const TAG_TEXT = new RegExp(`^[${TAG_CHARACTERS}]*$`, 'u');
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

/** Reads the tags of resources, `{"KEY": "VALUE"}`. */
export const tagsParser: Parser<readonly Tag[]> = tagsOf(
  tagValue(
    (value) =>
      TAG_TEXT.test(value)
        ? undefined
        : `must be letters, digits, spaces or _.:/=+-@, was ${show(value)}`,
    () => ({ pattern: `^[${TAG_CHARACTERS}]*$` }),
  ),
);

/** Reads `{"KEY": "VALUE"}`. IAM and STS treat keys that differ only in case as one key. */
export function tagsOf(value: Parser<string>): Parser<readonly Tag[]> {
  const pairs = record(tagKeyParser, value, 1, TAGS_MAX);
  const tags = map(pairs, (read) => read.map(([key, text]): Tag => ({ key, value: text })));
  return checked(tags, (read, context) => {
    const keys = new Set<string>();
    for (const { key } of read) {
      if (keys.has(key.toLowerCase())) {
        context.field(key).addProblem('differs from an earlier key only in case');
      }
      keys.add(key.toLowerCase());
    }
  });
}

/** @param faultOf describes what is wrong with a value of allowed length, or returns undefined */
export function tagValue(
  faultOf: (value: string) => string | undefined,
  rule: () => JsonSchema,
): Parser<string> {
  return {
    read(value, context) {
      if (typeof value !== 'string' || value.length > TAG_VALUE_MAX_CHARACTERS) {
        return context.addProblem(
          `must be a string of at most ${TAG_VALUE_MAX_CHARACTERS} characters, was ${show(value)}`,
        );
      }
      const fault = faultOf(value);
      return fault === undefined ? value : context.addProblem(fault);
    },
    schema: schema(() => ({ type: 'string', maxLength: TAG_VALUE_MAX_CHARACTERS, ...rule() })),
  };
}

function keyFault(key: string): string | undefined {
  if (key === '' || key.length > KEY_MAX_CHARACTERS || !TAG_TEXT.test(key)) {
    return `must have a key of 1 to ${KEY_MAX_CHARACTERS} letters, digits, spaces or _.:/=+-@`;
  }
  return AWS_KEY.test(key) ? 'must not have a key that begins with aws:' : undefined;
}
