/** A word that a shell reads unchanged. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** Returns the text as one word of a shell command, quoted if necessary. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : shellQuoted(text);
}

/**
 * Returns the text as one word of a `credential_process` on Windows, where only double quotes are quotes. The text must not contain
 * `"` or `%`, or end in `\`.
 *
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html
 */
export function windowsWord(text: string): string {
  return PLAIN.test(text) ? text : `"${text}"`;
}

/**
 * Returns the text in single quotes. Within them, a shell changes no character, so only single quotes need an escape.
 */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Returns the text in single quotes for fish. Source: https://fishshell.com/docs/current/language.html#quotes
 */
export function fishQuoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}

/**
 * Returns the printable ASCII text in single quotes for PowerShell. Source:
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function powershellQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
