import type { JsonObject } from './json-object.ts';
import { Properties } from './properties.ts';
import type { ResourceType, TagForm } from './resource-type.ts';
import { TemplateError } from './template-error.ts';

export interface ResourceTag {
  readonly key: string;
  readonly value: string;
}

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices */
const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Reads a resource's properties. Throws TemplateError for tags that AWS refuses and for properties that the type does
 * not have.
 */
export function readProperties(
  where: string,
  values: JsonObject,
  { properties, tags }: ResourceType,
): Properties {
  const known =
    tags === undefined || properties === undefined ? properties : [...properties, 'Tags'];
  return new Properties(where, values, known);
}

/** Throws TemplateError for tags that AWS refuses. */
export function tagsOf(properties: Properties, form: TagForm): readonly ResourceTag[] {
  const tags = form === 'list' ? listed(properties) : ofObject(properties);
  const { where } = properties;
  if (tags.length > MAX_TAGS) {
    throw new TemplateError(`${where}.Tags must have at most ${MAX_TAGS} tags`);
  }
  if (new Set(tags.map(({ key }) => key.toLowerCase())).size < tags.length) {
    throw new TemplateError(
      `${where}.Tags has a key twice; keys are compared without regard to case`,
    );
  }
  for (const { key, value } of tags) {
    if (key === '' || key.length > MAX_KEY_LENGTH || value.length > MAX_VALUE_LENGTH) {
      throw new TemplateError(
        `${where}.Tags: a key must have 1 to ${MAX_KEY_LENGTH} characters, a value at most ${MAX_VALUE_LENGTH}`,
      );
    }
    if (!CHARACTERS.test(key) || !CHARACTERS.test(value) || /^aws:/i.test(key)) {
      throw new TemplateError(
        `${where}.Tags: keys and values can have letters, digits, spaces and _.:/=+-@, and no key can begin with aws:`,
      );
    }
  }
  return tags;
}

function listed(properties: Properties): readonly ResourceTag[] {
  return properties
    .objects('Tags', ['Key', 'Value'])
    .map((tag) => ({ key: tag.text('Key'), value: tag.text('Value') }));
}

function ofObject(properties: Properties): readonly ResourceTag[] {
  const tags = properties.optionalObject('Tags');
  return Object.keys(tags?.values ?? {}).map((key) => ({ key, value: tags?.text(key) ?? '' }));
}
