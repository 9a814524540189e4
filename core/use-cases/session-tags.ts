import { TAG_VALUE_MAX_CHARACTERS, TAGS_MAX } from '../aws/tag.ts';
import { BrokerError } from '../broker-error.ts';
import type { CallerGrant } from '../grants/caller-grant.ts';
import type { SessionTag } from '../grants/session-tag.ts';

/**
 * Returns the tags of a session that these grants give together. STS treats keys that differ only in case as one key.
 *
 * Throws BrokerError, InvalidRequest if two grants have different values for one key, PolicyTooLarge if STS would refuse the tags.
 */
export function sessionTags(granted: readonly CallerGrant[]): readonly SessionTag[] {
  const byKey = new Map<string, { readonly tag: SessionTag; readonly grantId: string }>();
  for (const { grant, tags } of granted) {
    for (const tag of tags) {
      const earlier = byKey.get(tag.key.toLowerCase());
      if (earlier === undefined) {
        byKey.set(tag.key.toLowerCase(), { tag, grantId: grant.id });
      } else if (earlier.tag.value !== tag.value) {
        throw new BrokerError(
          'InvalidRequest',
          `The grants ${earlier.grantId} and ${grant.id} give the session tag ${tag.key} different values, ` +
            'so one session cannot have both. Ask for their accesses in two requests.',
        );
      }
    }
  }
  const tags = [...byKey.values()].map(({ tag }) => tag);
  checkSize(tags);
  return tags;
}

/** The parser of the grants has checked the number of tags of one grant, and their values without the claims. */
function checkSize(tags: readonly SessionTag[]): void {
  const long = tags.find(({ value }) => value.length > TAG_VALUE_MAX_CHARACTERS);
  if (long !== undefined) {
    throw new BrokerError(
      'PolicyTooLarge',
      `The session tag ${long.key} has ${long.value.length} characters with your claims filled in; ` +
        `STS accepts at most ${TAG_VALUE_MAX_CHARACTERS}.`,
    );
  }
  if (tags.length > TAGS_MAX) {
    throw new BrokerError(
      'PolicyTooLarge',
      `The grants for these accesses have ${tags.length} session tags together; STS accepts at most ${TAGS_MAX}. ` +
        'Ask for fewer accesses.',
    );
  }
}
