/** A word that a shell reads unchanged. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** Returns the text as one word of a shell command, quoted if necessary. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : shellQuoted(text);
}

/**
 * Returns the text as one word of a `credential_process` on Windows, where only double quotes are quotes.
 *
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html
 */
export function windowsWord(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}

/**
 * Returns the text in single quotes. Within them, a shell changes no character, so only single quotes need an escape.
 */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
