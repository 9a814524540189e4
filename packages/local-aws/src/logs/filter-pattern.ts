import { AwsError } from '../aws-error.ts';

/** Returns whether a filter pattern matches an event, whose message is JSON. */
export type JsonCondition = (event: unknown) => boolean;

const TOKEN = /\s*(?:(&&|\|\||[(){}=])|(\$(?:\.[A-Za-z_]\w*)+)|"([^"\\]*)")/y;

/** An operator or bracket, a selector, or a string in quotes. */
type Token = { readonly mark: string } | { readonly selector: string } | { readonly text: string };

/**
 * Parses a pattern such as `{ $.event = "AccessDenied" }`. Fields are compared with strings in quotes, which can end in
 * `*`. `&&` binds more closely than `||`. Parentheses are supported.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 *
 * @throws AwsError InvalidParameterException for the rest of AWS's syntax
 */
export function parseFilterPattern(pattern: string): JsonCondition {
  return new PatternReader(pattern).read();
}

/** Parses a message as JSON. Returns undefined, which no pattern matches, if the message is not JSON. */
export function parseEvent(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/** Returns the value at a selector such as `$.cause.name`, or undefined. */
export function select(event: unknown, selector: string): unknown {
  return selector
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? Reflect.get(value, name)
          : undefined,
      event,
    );
}

class PatternReader {
  readonly #pattern: string;
  readonly #tokens: Token[];

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#tokens = this.#split();
  }

  read(): JsonCondition {
    this.#expect('{');
    const condition = this.#alternatives();
    this.#expect('}');
    if (this.#tokens.length > 0) {
      throw this.#unsupported();
    }
    return condition;
  }

  #alternatives(): JsonCondition {
    const conditions = [this.#conjunction()];
    while (this.#take('||')) {
      conditions.push(this.#conjunction());
    }
    return (event) => conditions.some((condition) => condition(event));
  }

  #conjunction(): JsonCondition {
    const conditions = [this.#condition()];
    while (this.#take('&&')) {
      conditions.push(this.#condition());
    }
    return (event) => conditions.every((condition) => condition(event));
  }

  #condition(): JsonCondition {
    if (this.#take('(')) {
      const condition = this.#alternatives();
      this.#expect(')');
      return condition;
    }
    const left = this.#tokens.shift();
    this.#expect('=');
    const right = this.#tokens.shift();
    if (left === undefined || right === undefined || !('selector' in left && 'text' in right)) {
      throw this.#unsupported();
    }
    const isLike = this.#comparison(right.text);
    return (event) => isLike(select(event, left.selector));
  }

  #comparison(text: string): (value: unknown) => boolean {
    const start = text.replace(/\*$/, '');
    if (start.includes('*')) {
      throw this.#unsupported();
    }
    return start === text
      ? (value) => value === text
      : (value) => typeof value === 'string' && value.startsWith(start);
  }

  #take(mark: string): boolean {
    const [next] = this.#tokens;
    if (next === undefined || !('mark' in next) || next.mark !== mark) {
      return false;
    }
    this.#tokens.shift();
    return true;
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) {
      throw this.#unsupported();
    }
  }

  #split(): Token[] {
    const tokens: Token[] = [];
    const text = this.#pattern.trimEnd();
    for (let position = 0; position < text.length; position = TOKEN.lastIndex) {
      TOKEN.lastIndex = position;
      const [, mark, selector, quoted] = TOKEN.exec(text) ?? [];
      if (mark !== undefined) {
        tokens.push({ mark });
      } else if (selector !== undefined) {
        tokens.push({ selector });
      } else if (quoted !== undefined) {
        tokens.push({ text: quoted });
      } else {
        throw this.#unsupported();
      }
    }
    return tokens;
  }

  #unsupported(): AwsError {
    return new AwsError(
      'InvalidParameterException',
      `The local AWS does not support the filter pattern ${this.#pattern}`,
    );
  }
}
