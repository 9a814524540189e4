import { findNodeAtLocation, type JSONPath, type Node, parseTree } from 'jsonc-parser';
import type { Revocation } from '../../core/configuration/revocation.ts';

const FIELD = 'revocations';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The text of a file with the field `revocations`. An edit changes only the characters of the edited entry. The function
 * `modify` of jsonc-parser would also reformat the neighboring entries.
 */
export class RevocationsText {
  #text: string;
  readonly #mark: string;
  readonly #eol: string;
  /** One level of indentation. */
  readonly #indent: string;

  /** @param text well-formed JSON, an object */
  constructor(text: string) {
    this.#mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
    this.#text = text.slice(this.#mark.length);
    this.#eol = text.includes('\r\n') ? '\r\n' : '\n';
    this.#indent = /^([ \t]+)\S/m.exec(this.#text)?.[1] ?? '  ';
  }

  toString(): string {
    return this.#mark + this.#text;
  }

  remove(index: number): void {
    const items = this.#items();
    const { start, end } = spanOf(items[index]);
    if (index > 0) {
      this.#replace(spanOf(items[index - 1]).end, end, '');
    } else {
      this.#replace(start, items.length > 1 ? spanOf(items[1]).start : end, '');
    }
  }

  setIssuedBefore(index: number, time: string): void {
    const { start, end } = spanOf(this.#at([FIELD, index, 'issuedBefore']));
    this.#replace(start, end, JSON.stringify(time));
  }

  append(revocation: Revocation): void {
    const list = this.#at([FIELD]);
    const last = this.#items().at(-1);
    if (last !== undefined) {
      this.#insert(spanOf(last).end, `,${this.#like(last, revocation)}`);
    } else if (list !== undefined) {
      const { start, end } = spanOf(list);
      this.#replace(start, end, this.#listOf(revocation, this.#indentAt(start)));
    } else {
      this.#addField(revocation);
    }
  }

  #addField(revocation: Revocation): void {
    const root = this.#at([]);
    const last = root?.children?.at(-1);
    const { start } = spanOf(root);
    const indent = last === undefined ? this.#indent : this.#indentAt(spanOf(last).start);
    const field = `${this.#eol}${indent}"${FIELD}": ${this.#listOf(revocation, indent)}`;
    if (last === undefined) {
      this.#replace(start, spanOf(root).end, `{${field}${this.#eol}}`);
    } else {
      this.#insert(spanOf(last).end, `,${field}`);
    }
  }

  #listOf(revocation: Revocation, indent: string): string {
    const inner = indent + this.#indent;
    return `[${this.#eol}${inner}${this.#lines(revocation, inner)}${this.#eol}${indent}]`;
  }

  /** Formats the new entry like the previous entry: on a separate line or not, on one line or on several. */
  #like(item: Node, revocation: Revocation): string {
    const { start, end } = spanOf(item);
    const written = this.#text.slice(start, end);
    const line = this.#lineStart(start);
    const indent = this.#indentAt(start);
    const isFirstOnLine = line + indent.length === start;
    const [, space = ''] = /^\{( ?)/.exec(written) ?? [];
    const fields = Object.entries(revocation).map(([name, value]) => `"${name}": "${value}"`);
    const text = written.includes('\n')
      ? this.#lines(revocation, indent)
      : `{${space}${fields.join(', ')}${space}}`;
    return isFirstOnLine ? `${this.#eol}${indent}${text}` : ` ${text}`;
  }

  #lines(revocation: Revocation, indent: string): string {
    return JSON.stringify(revocation, null, this.#indent).replaceAll('\n', this.#eol + indent);
  }

  #at(path: JSONPath): Node | undefined {
    const root = parseTree(this.#text);
    return root && findNodeAtLocation(root, path);
  }

  #items(): readonly Node[] {
    return this.#at([FIELD])?.children ?? [];
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** The white space at the start of the line. */
  #indentAt(offset: number): string {
    return /^[ \t]*/.exec(this.#text.slice(this.#lineStart(offset)))?.[0] ?? '';
  }

  #insert(offset: number, text: string): void {
    this.#replace(offset, offset, text);
  }

  #replace(start: number, end: number, text: string): void {
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
  }
}

function spanOf(node: Node | undefined): { readonly start: number; readonly end: number } {
  if (node === undefined) {
    throw new Error(
      'Another program changed the file during this command. Nothing was written: run the command again.',
    );
  }
  return { start: node.offset, end: node.offset + node.length };
}
