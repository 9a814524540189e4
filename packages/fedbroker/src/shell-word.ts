/** Characters that no shell changes. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** Returns a word that a shell reads as this text. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : shellQuoted(text);
}

/** Within single quotes, a shell changes nothing. Only the single quote itself needs an escape. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
