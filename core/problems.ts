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
  readonly #field: string;

  /** `root` names the input as a whole: only problems of the whole show it. */
  constructor(problems: string[], root: string, entry = '', field = '') {
    this.#problems = problems;
    this.#root = root;
    this.#entry = entry;
    this.#field = field;
  }

  get problemCount(): number {
    return this.#problems.length;
  }

  field(name: string): Place {
    const shown = PLAIN_NAME.test(name) ? name : show(name);
    return this.#at(this.#entry, this.#field === '' ? shown : `${this.#field}.${shown}`);
  }

  item(index: number): Place {
    return this.#at(this.#entry, `${this.#field}[${index}]`);
  }

  /** An item that people know by an id of its own: fields below it are named from there. */
  entry(index: number, id: unknown): Place {
    const position = `${this.#field}[${index}]`;
    return this.#at(typeof id === 'string' ? `${position} ${show(id)}` : position, '');
  }

  /** Notes the problem. Returns undefined, as a parser does that found no value. */
  refuse(fault: string): undefined {
    const where = [this.#entry, this.#field].filter((part) => part !== '');
    const named = where.length === 0 && this.#root !== '' ? [this.#root] : where;
    this.#problems.push([...named, fault].join(': '));
    return undefined;
  }

  #at(entry: string, field: string): Place {
    return new Place(this.#problems, this.#root, entry, field);
  }
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
