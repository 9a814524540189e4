import { printable } from '../../core/problems.ts';

/** Markdown that may stand in a cell of a table: it holds no line break, and no `|` but escaped ones. */
export type Markdown = string;

/**
 * All but what has no meaning to Markdown or HTML, wherever in a line it stands: `:` has one before the rest of a URL, and
 * `.` after `www`.
 * Source: https://github.github.com/gfm/#autolinks-extension-
 */
const MARKUP = /:(?! )|(?<=www)\.|[^\p{L}\p{N} ,.:;%()'"/?-]/giu;

/** What a code span shows as it is written: all but its own delimiter, the table's, and the table's escape. */
const FITS_CODE_SPAN = /^[^`|\\]+$/;

/** A table; without rows, a sentence that says so. */
export function table(
  headings: readonly Markdown[],
  rows: readonly (readonly Markdown[])[],
): Markdown {
  return rows.length === 0
    ? 'None.'
    : [headings, headings.map(() => '---'), ...rows].map(row).join('\n');
}

/**
 * Text that nobody vouches for, shown literally as prose. A character reference is never taken for markup.
 * Source: https://github.github.com/gfm/#entity-and-numeric-character-references
 */
export function prose(text: string): Markdown {
  return visible(text).replace(MARKUP, (character) => `&#${character.codePointAt(0)};`);
}

/**
 * Text that nobody vouches for, shown literally as code. What looks like a Latin letter may be another, so characters
 * that are not ASCII are named, too.
 */
export function code(text: string): Markdown {
  const shown = visible(text);
  const span = FITS_CODE_SPAN.test(shown) ? `\`${shown}\`` : `<code>${prose(text)}</code>`;
  const others = [...new Set(shown.match(/\P{ASCII}/gu))].map(codePoint);
  return others.length === 0 ? span : `${span} (${others.join(', ')})`;
}

/** Below each other in one cell. */
export function lines(parts: readonly Markdown[]): Markdown {
  return parts.join('<br>');
}

function row(cells: readonly Markdown[]): Markdown {
  return `| ${cells.join(' | ')} |`;
}

/**
 * Without the characters that a browser hides or merges: control characters, letters and marks without a picture, and
 * spaces where they would not show.
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
