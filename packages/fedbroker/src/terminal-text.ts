/** What moves a cursor, ends a line, hides or reorders text: controls, format and bidirectional characters, separators. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line that shows what the text holds, whatever somebody else put into it. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? unicodeEscape(character));
}

/**
 * An object key on one line. Anyone who may write objects chooses their keys, and what goes into a pipe often reaches a
 * terminal after all (`| head`), so it is the same everywhere: escapes of JSON, `\` as `\\`, so that it can be undone.
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
