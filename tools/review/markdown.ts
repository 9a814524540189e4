import { printable } from '../../core/problems.ts';

/** Markdown that fits into a table cell: without line breaks or unescaped `|`. */
export type Markdown = string;

/**
 * Every character that Markdown or HTML may interpret somewhere in a line, such as `:` in a URL and `.` after `www`.
 * Source: https://github.github.com/gfm/#autolinks-extension-
 */
const MARKUP = /:(?! )|(?<=www)\.|[^\p{L}\p{N} ,.:;%()'"/?-]/giu;

/** A code span cannot hold its own delimiter, the table's, or the table's escape character. */
const FITS_CODE_SPAN = /^[^`|\\]+$/;

/**
 * Omits columns that are empty in every row.
 *
 * @returns the word None if there are no rows
 */
export function table(
  headings: readonly Markdown[],
  rows: readonly (readonly Markdown[])[],
): Markdown {
  if (rows.length === 0) {
    return 'None.';
  }
  const used = headings.map((_, column) => rows.some((cells) => cells[column] !== ''));
  return [headings, headings.map(() => '---'), ...rows]
    .map((cells) => row(cells.filter((_, column) => used[column])))
    .join('\n');
}

/**
 * Shows untrusted text literally, as prose. Markdown never interprets a character reference as markup.
 * Source: https://github.github.com/gfm/#entity-and-numeric-character-references
 */
export function prose(text: string): Markdown {
  return visible(text).replace(MARKUP, (character) => `&#${character.codePointAt(0)};`);
}

/**
 * Shows untrusted text literally, as code. Names the characters that are not ASCII, because they can look like others.
 */
export function code(text: string): Markdown {
  const shown = visible(text);
  const span = FITS_CODE_SPAN.test(shown) ? `\`${shown}\`` : `<code>${prose(text)}</code>`;
  const others = [...new Set(shown.match(/\P{ASCII}/gu))].map(codePoint);
  return others.length === 0 ? span : `${span} (${others.join(', ')})`;
}

/** Puts each text on a line of its own in a table cell. */
export function lines(parts: readonly Markdown[]): Markdown {
  return parts.join('<br>');
}

function row(cells: readonly Markdown[]): Markdown {
  return `| ${cells.join(' | ')} |`;
}

/**
 * Spells out the characters that a browser hides or merges: control characters, letters and marks without a glyph, and
 * spaces that would not show.
 * Source: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
function visible(text: string): string {
  return printable(text).replace(
    /^ | $|(?<= ) |[^\P{Zs} ]|\p{Default_Ignorable_Code_Point}|\u2800/gu,
    (hidden) => `\\u{${hidden.codePointAt(0)?.toString(16)}}`,
  );
}

/** U+0430 */
function codePoint(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
