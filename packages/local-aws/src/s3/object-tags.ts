import { AwsError } from '../aws-error.ts';
import type { XmlElement } from './xml.ts';
import { isRecord, malformedXml, parseXml } from './xml-body.ts';

/** Values by key. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
export type ObjectTags = ReadonlyMap<string, string>;

export const TAGGING_HEADER = 'x-amz-tagging';
export const NO_TAGS: ObjectTags = new Map();

const MAX_TAGS = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Reads the header `x-amz-tagging`, which has the form of a URL's query.
 *
 * @throws AwsError BadRequest, InvalidTag, InvalidArgument
 */
export function readTaggingHeader(header: string | undefined): ObjectTags {
  if (header === undefined || header === '') {
    return NO_TAGS;
  }
  return checkedTags(
    header.split('&').map((pair) => {
      const [key = '', ...value] = pair.replaceAll('+', ' ').split('=');
      return [decode(key, header), decode(value.join('='), header)];
    }),
  );
}

/** @throws AwsError BadRequest, InvalidTag, MalformedXML */
export function readTaggingXml(text: string): ObjectTags {
  const { TagSet: tagSet } = parseXml(text, 'Tagging', ['Tag']);
  if (tagSet === '' || tagSet === undefined) {
    return NO_TAGS;
  }
  const tags = isRecord(tagSet) ? (tagSet.Tag ?? []) : undefined;
  if (!Array.isArray(tags)) {
    throw malformedXml();
  }
  return checkedTags(
    tags.map((tag: unknown) => {
      if (!isRecord(tag) || typeof tag.Key !== 'string' || typeof tag.Value !== 'string') {
        throw malformedXml();
      }
      return [tag.Key, tag.Value];
    }),
  );
}

/** Sorted by key, because AWS documents no order. */
export function tagElements(tags: ObjectTags): XmlElement[] {
  return [...tags]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [
      'Tag',
      [
        ['Key', key],
        ['Value', value],
      ],
    ]);
}

function checkedTags(tags: readonly (readonly [key: string, value: string])[]): ObjectTags {
  if (tags.length > MAX_TAGS) {
    throw new AwsError('BadRequest', `Object tags cannot be greater than ${MAX_TAGS}`);
  }
  for (const [key, value] of tags) {
    if (key === '' || key.length > MAX_KEY_LENGTH || !TAG_TEXT.test(key)) {
      throw invalidTag('The TagKey you have provided is invalid', key);
    }
    if (value.length > MAX_VALUE_LENGTH || !TAG_TEXT.test(value)) {
      throw invalidTag('The TagValue you have provided is invalid', key);
    }
  }
  const unique = new Map(tags);
  if (unique.size < tags.length) {
    throw invalidTag('Cannot provide multiple Tags with the same key', '');
  }
  return unique;
}

function invalidTag(message: string, key: string): AwsError {
  return new AwsError('InvalidTag', message, 400, key === '' ? {} : { TagKey: key });
}

function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError(
      'InvalidArgument',
      'The header must be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.',
      400,
      { ArgumentName: TAGGING_HEADER, ArgumentValue: header },
    );
  }
}
