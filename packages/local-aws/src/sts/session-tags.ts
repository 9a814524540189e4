import { AwsError } from '../aws-error.ts';
import type { SessionTag } from '../iam/principal.ts';
import { checkLength, checkPresent, invalid } from './session-request.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const MAX_SESSION_TAGS = 50;
/** Characters. https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
const TAG_KEY = { min: 1, max: 128 } as const;
const TAG_VALUE = { min: 0, max: 256 } as const;
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const RESERVED_PREFIX = 'aws:';

/** A tag as received, before all its parts are checked. */
export interface SessionTagInput {
  readonly key?: string;
  readonly value?: string;
}

/**
 * Throws ValidationError, InvalidParameterValue. AWS documents the rules
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules) but not the errors of STS for repeated
 * keys and for the reserved prefix. The message for repeated keys is that of LocalStack for AssumeRole. The other one
 * is a guess.
 */
export function checkSessionTags(input: readonly SessionTagInput[]): readonly SessionTag[] {
  if (input.length > MAX_SESSION_TAGS) {
    throw invalid(
      'tags',
      `a list of ${input.length} tags`,
      `Member must have length less than or equal to ${MAX_SESSION_TAGS}`,
    );
  }
  const tags = input.map(({ key, value }, i) => ({
    key: checkText(`tags.${i + 1}.member.key`, key, TAG_KEY),
    value: checkText(`tags.${i + 1}.member.value`, value, TAG_VALUE),
  }));
  if (new Set(tags.map(({ key }) => key.toLowerCase())).size < tags.length) {
    throw new AwsError(
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  return tags;
}

/**
 * Returns the condition keys of a request with tags.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 */
export function requestTagKeys(
  tags: readonly SessionTag[],
): Record<string, string | readonly string[]> {
  return {
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(({ key }) => key),
  };
}

function checkText(
  member: string,
  given: string | undefined,
  range: { readonly min: number; readonly max: number },
): string {
  const text = checkPresent(member, given);
  checkLength(member, text, range);
  if (!TAG_CHARACTERS.test(text)) {
    const pattern = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';
    throw invalid(
      member,
      `'${text}'`,
      `Member must satisfy regular expression pattern: ${pattern}`,
    );
  }
  if (text.toLowerCase().startsWith(RESERVED_PREFIX)) {
    throw new AwsError(
      'InvalidParameterValue',
      `The prefix ${RESERVED_PREFIX} of ${member} is reserved for AWS.`,
    );
  }
  return text;
}
