/** Control, format and bidirectional characters and separators. They can move the cursor, end a line, and hide or reorder text. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Returns the text on one line, with all unsafe characters escaped. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? unicodeEscape(character));
}

/**
 * Returns an object key on one line, with JSON's escapes and `\` as `\\`, so the key can be restored. Anyone who may write objects
 * chooses their keys. Output into a pipe often reaches a terminal, too (`| head`), so it is escaped in the same way.
 */
export function objectKeyText(objectKey: string): string {
  return visible(objectKey.replaceAll('\\', '\\\\'));
}

function unicodeEscape(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
