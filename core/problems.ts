/** Characters of a refused value that a message shows. */
const SHOWN_CHARACTERS = 60;

/** Field names that a message shows without quotes. */
const PLAIN_NAME = /^[\w$-]{1,60}$/;

/** Input without the shape it must have. Every problem reads `entry: field: fault, was VALUE`. */
export class InvalidInput extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'InvalidInput';
    this.problems = problems;
  }
}

/** Where in the input a parser stands, and the list that its problems go to. */
export class Place {
  readonly #problems: string[];
  readonly #root: string;
  readonly #entry: string;
  /** Names of fields and positions of items, for a message when there is one. */
  readonly #path: readonly (string | number)[];

  /** `root` names the input as a whole: only problems of the whole show it. */
  constructor(
    problems: string[],
    root: string,
    entry = '',
    path: readonly (string | number)[] = [],
  ) {
    this.#problems = problems;
    this.#root = root;
    this.#entry = entry;
    this.#path = path;
  }

  get problemCount(): number {
    return this.#problems.length;
  }

  field(name: string): Place {
    return this.#at(this.#entry, [...this.#path, name]);
  }

  item(index: number): Place {
    return this.#at(this.#entry, [...this.#path, index]);
  }

  /** An item that people know by an id of its own: fields below it are named from there. */
  entry(index: number, id: unknown): Place {
    const position = formatPath([...this.#path, index]);
    return this.#at(typeof id === 'string' ? `${position} ${show(id)}` : position, []);
  }

  /** Notes the problem. Returns undefined, as a parser does that found no value. */
  refuse(fault: string): undefined {
    const where = [this.#entry, formatPath(this.#path)].filter((part) => part !== '');
    const named = where.length === 0 && this.#root !== '' ? [this.#root] : where;
    this.#problems.push([...named, fault].join(': '));
    return undefined;
  }

  #at(entry: string, path: readonly (string | number)[]): Place {
    return new Place(this.#problems, this.#root, entry, path);
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

/** A value for a message: text quoted as JSON, at most 60 characters of it; of lists and objects the kind. */
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

/** Without characters that a terminal or a log viewer would obey. */
export function printable(text: string): string {
  return text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
