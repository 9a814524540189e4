/** A fenced block of a Markdown document. */
export interface Block {
  readonly file: string;
  /** Line of its first fence, from 1. */
  readonly line: number;
  /** The word after the fence, `sh`; empty if there is none. */
  readonly tag: string;
  readonly text: string;
  /** The HTML comment before the block, if there is one. */
  readonly marker?: Marker;
}

/** `<!-- KIND: VALUE -->` */
export interface Marker {
  readonly kind: string;
  /** Empty if the comment has no value. */
  readonly value: string;
}

/** A link of a document to a file, to a heading, or to both. */
export interface Link {
  readonly line: number;
  readonly target: string;
}

const FENCE = /^( *)```(\S*)\s*$/;
const COMMENT = /^ *<!-- ([a-z ]+)(?::(.*?))? -->$/;

export function blocksOf(file: string, text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, indent, tag = ''] = FENCE.exec(lines[index] ?? '') ?? [];
    if (indent === undefined) {
      continue;
    }
    const end = lines.findIndex((line, at) => at > index && line.trim() === '```');
    if (end === -1) {
      throw new Error(`${file}:${index + 1}: the block has no end`);
    }
    const content = lines.slice(index + 1, end).map((line) => line.slice(indent.length));
    const marker = markerIn(lines[index - 1] ?? '');
    blocks.push({ file, line: index + 1, tag, text: content.join('\n'), marker });
    index = end;
  }
  return blocks;
}

function markerIn(line: string): Marker | undefined {
  const [, kind, value = ''] = COMMENT.exec(line) ?? [];
  return kind === undefined ? undefined : { kind, value: value.trim() };
}

/** Returns the lines outside blocks. Lines inside are empty, so that line numbers do not change. */
function proseLines(file: string, text: string): readonly string[] {
  const lines = text.split('\n');
  for (const { line, text: content } of blocksOf(file, text)) {
    lines.fill('', line - 1, line + content.split('\n').length + 1);
  }
  return lines;
}

export function linksOf(file: string, text: string): readonly Link[] {
  return proseLines(file, text).flatMap((line, index) =>
    [...withoutCode(line).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => ({
      line: index + 1,
      target,
    })),
  );
}

/** Returns the anchors of the headings, as GitHub makes them. */
export function anchorsOf(file: string, text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of proseLines(file, text)) {
    const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
    if (heading !== undefined) {
      const anchor = anchorOf(heading);
      anchors.add(anchors.has(anchor) ? `${anchor}-1` : anchor);
    }
  }
  return anchors;
}

/** Returns the texts between backticks, outside blocks. */
export function codeSpansOf(file: string, text: string): readonly Link[] {
  return proseLines(file, text).flatMap((line, index) =>
    [...line.matchAll(/`([^`]+)`/g)].map(([, target = '']) => ({ line: index + 1, target })),
  );
}

function anchorOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function withoutCode(line: string): string {
  return line.replaceAll(/`[^`]*`/g, '');
}
