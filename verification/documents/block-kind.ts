import type { Block } from './markdown.ts';

/** The ways in which the tests check a block of a document. */
export type BlockKind =
  /** Commands, run by every shell. */
  | { readonly kind: 'commands' }
  /** Commands of which the last fails, with the text in its output. */
  | { readonly kind: 'failing commands'; readonly text: string }
  /** A TypeScript program, run by Node.js after the command. */
  | { readonly kind: 'program'; readonly after: string }
  /** Lines of a stack's constructor, with the imports that they need. */
  | { readonly kind: 'stack' }
  /** Commands after `$ `, each with its output, run after the command. */
  | { readonly kind: 'transcript'; readonly after: string }
  /** The output of `command` or, without `command`, of the block before. */
  | { readonly kind: 'output'; readonly command?: string }
  /** Text that the test appends to the file at `path`, for the commands that follow. */
  | { readonly kind: 'file'; readonly path: string }
  /** The content of one of the repository's JSON files. The parser of that file checks the block. */
  | { readonly kind: 'json' }
  | { readonly kind: 'diagram' }
  | { readonly kind: 'not run'; readonly reason: string };

/** @throws Error for a block that no test would check */
export function kindOf(block: Block): BlockKind {
  const { tag, marker } = block;
  const place = `${block.file}:${block.line}`;
  switch (marker?.kind) {
    case undefined:
      break;
    case 'not run':
      if (marker.value.length < 10) {
        throw new Error(`${place}: say why the block is not run`);
      }
      return { kind: 'not run', reason: marker.value };
    case 'fails':
      requireTag(block, ['sh']);
      return { kind: 'failing commands', text: marker.value };
    case 'in a stack':
      requireTag(block, ['ts']);
      return { kind: 'stack' };
    case 'after':
      requireTag(block, ['ts', 'console']);
      return { kind: tag === 'ts' ? 'program' : 'transcript', after: marker.value };
    case 'output':
      requireTag(block, ['text', 'json']);
      return { kind: 'output', ...(marker.value === '' ? {} : { command: marker.value }) };
    case 'file':
      return { kind: 'file', path: marker.value };
    default:
      throw new Error(
        `${place}: <!-- ${marker?.kind} --> is not one of the markers in CONTRIBUTING.md`,
      );
  }
  switch (tag) {
    case 'sh':
      return { kind: 'commands' };
    case 'ts':
      return { kind: 'program', after: ':' };
    case 'console':
      return { kind: 'transcript', after: ':' };
    case 'json':
      return { kind: 'json' };
    case 'mermaid':
      return { kind: 'diagram' };
    default:
      throw new Error(
        `${place}: a block tagged "${tag}" is not tested: tag it sh, console, ts, json or mermaid, or give it a marker (CONTRIBUTING.md)`,
      );
  }
}

function requireTag({ file, line, tag, marker }: Block, tags: readonly string[]): void {
  if (!tags.includes(tag)) {
    throw new Error(
      `${file}:${line}: <!-- ${marker?.kind} --> is for blocks tagged ${tags.join(' or ')}`,
    );
  }
}
