/** Characters that no shell changes. */
const PLAIN = /^[\w@%+:,./-]+(?:=[\w@%+:,./=-]*)?$/;

/** Quotes a word for a shell if the word contains a character that a shell interprets. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : shellQuoted(text);
}

export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
