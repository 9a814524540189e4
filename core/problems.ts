/** The most characters of a wrong value that a message shows. Of a scope, that is the longest bucket name (63) and part of its path. */
const SHOWN_CHARACTERS = 100;

/** Field names that messages show without quotes. */
const PLAIN_NAME = /^[\w$-]{1,60}$/;

/** Input that breaks a rule. Each problem reads `entry: field: fault, was VALUE`. */
export class InvalidInput extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'InvalidInput';
    this.problems = problems;
  }
}

/** The position of a parser in the input, and the list that collects the problems. */
export class ParseContext {
  readonly #problems: string[];
  readonly #root: string;
  readonly #entry: () => string;
  /** The field or item that contains this one. Only problems need the whole path, so each position keeps only its parent. */
  readonly #parent: ParseContext | undefined;
  /** The name of a field, or the position of an item. */
  readonly #part: string | number | undefined;

  /** Only problems of the input as a whole show `root`. */
  constructor(
    problems: string[],
    root: string,
    entry = () => '',
    parent?: ParseContext,
    part?: string | number,
  ) {
    this.#problems = problems;
    this.#root = root;
    this.#entry = entry;
    this.#parent = parent;
    this.#part = part;
  }

  get problemCount(): number {
    return this.#problems.length;
  }

  field(name: string): ParseContext {
    return new ParseContext(this.#problems, this.#root, this.#entry, this, name);
  }

  item(index: number): ParseContext {
    return new ParseContext(this.#problems, this.#root, this.#entry, this, index);
  }

  /** An item that people know by its id. Messages name the fields below it from there. */
  entry(index: number, id: unknown): ParseContext {
    const name = () => {
      const position = formatPath([...this.#path(), index]);
      return typeof id === 'string' ? `${position} ${show(id)}` : position;
    };
    return new ParseContext(this.#problems, this.#root, name);
  }

  /** Returns undefined, so that a parser can return the result of this call. */
  addProblem(fault: string): undefined {
    const where = [this.#entry(), formatPath(this.#path())].filter((part) => part !== '');
    const named = where.length === 0 && this.#root !== '' ? [this.#root] : where;
    this.#problems.push([...named, fault].join(': '));
    return undefined;
  }

  /** Names of fields and positions of items below the entry. */
  #path(): readonly (string | number)[] {
    return this.#parent === undefined || this.#part === undefined
      ? []
      : [...this.#parent.#path(), this.#part];
  }
}

/** `grants[0]`, `jwt.groups`. */
function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((part, depth) =>
      typeof part === 'number' ? `[${part}]` : `${depth === 0 ? '' : '.'}${showName(part)}`,
    )
    .join('');
}

function showName(name: string): string {
  return PLAIN_NAME.test(name) ? name : show(name);
}

/** Formats a value for a message: strings as JSON, cut to 100 characters. Lists and objects show no content. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return showText(value);
  }
  if (value === undefined) {
    return 'missing';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function showText(text: string): string {
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return printable(JSON.stringify(cut));
}

/** Replaces characters that control terminals and log viewers by their code. */
export function printable(text: string): string {
  return text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
