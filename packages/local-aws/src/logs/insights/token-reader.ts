import { malformedQuery } from './malformed-query.ts';

interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'symbol';
  /** For a string, the part between its quotes. */
  readonly text: string;
}

const BLANK = /(?:\s+|#[^\n]*)+/y;

/** A field whose name has other characters needs backticks, which are not supported. */
const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['word', /[A-Za-z_@][\w@.]*/y],
  ['string', /"(?:[^"\\]|\\["\\])*"/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['symbol', /[<>]=?|[=()[\],|*+-]/y],
];

/** Reads a query token by token. A comment starts with `#` and ends with the line. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #position = 0;

  /** @throws AwsError MalformedQueryException */
  constructor(query: string) {
    this.#tokens = tokensOf(query);
  }

  get isAtEnd(): boolean {
    return this.#position === this.#tokens.length;
  }

  /** Reads the next token if it is one of these symbols or keywords. Keywords are compared without regard to case. */
  accept<T extends string>(...texts: readonly T[]): T | undefined {
    const { kind, text } = this.#tokens[this.#position] ?? {};
    const found =
      kind === 'symbol' || kind === 'word'
        ? texts.find((each) => each === text?.toLowerCase())
        : undefined;
    if (found !== undefined) {
      this.#position += 1;
    }
    return found;
  }

  /** @throws AwsError MalformedQueryException if the next token is another one */
  expect<T extends string>(...texts: readonly T[]): T {
    return this.accept(...texts) ?? this.#refuse(texts.join(' or '));
  }

  acceptKind(kind: Token['kind']): string | undefined {
    const token = this.#tokens[this.#position];
    if (token?.kind !== kind) {
      return undefined;
    }
    this.#position += 1;
    return token.text;
  }

  /** @throws AwsError MalformedQueryException if the next token is another one */
  expectKind(kind: Token['kind']): string {
    return this.acceptKind(kind) ?? this.#refuse(`a ${kind}`);
  }

  /** Reads a list with commas. `read` reads one entry. */
  list<T>(read: () => T): readonly T[] {
    const items = [read()];
    while (this.accept(',') !== undefined) {
      items.push(read());
    }
    return items;
  }

  #refuse(expected: string): never {
    const found = this.#tokens[this.#position]?.text ?? 'the end';
    throw malformedQuery(`Expected ${expected}, found ${found}`);
  }
}

function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const text = pattern.exec(query)?.[0];
    position += text?.length ?? 0;
    return text;
  };
  for (match(BLANK); position < query.length; match(BLANK)) {
    const token = nextToken(match);
    if (token === undefined) {
      throw malformedQuery(`Unknown token at ${query.slice(position, position + 10)}`);
    }
    tokens.push(token);
  }
  return tokens;
}

function nextToken(match: (pattern: RegExp) => string | undefined): Token | undefined {
  for (const [kind, pattern] of KINDS) {
    const text = match(pattern);
    if (text !== undefined) {
      return { kind, text: kind === 'string' ? unquoted(text) : text };
    }
  }
  return undefined;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}
