import { readFileSync } from 'node:fs';
import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { InvalidInput, show } from '../core/problems.ts';

/** Some editors and Windows PowerShell begin UTF-8 files with it. RFC 8259, section 8.1, allows readers to ignore it. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A text file without its byte order mark.
 *
 * @throws InvalidInput where it cannot be read
 */
export function readText(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  } catch (error) {
    throw new InvalidInput([`cannot be read (${messageOf(error)})`]);
  }
}

/**
 * Parses JSON, and refuses fields that an object has twice: JSON.parse would silently drop the first.
 *
 * @throws InvalidInput with the line and column of every fault, counted from 1
 */
export function parseJson(text: string): unknown {
  const problems = [...syntaxProblems(text), ...repeatedFields(text)];
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput([`is not JSON (${messageOf(error)})`]);
  }
}

/** Returns what `read` returns. If it throws InvalidInput, puts the name of the input before each problem. */
export function within<T>(input: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidInput) {
      throw new InvalidInput(error.problems.map((problem) => `${input}: ${problem}`));
    }
    throw error;
  }
}

/** Runs every check, and returns the problems of all that throw InvalidInput. */
export function problemsOf(checks: readonly (() => void)[]): readonly string[] {
  return checks.flatMap((check) => {
    try {
      check();
      return [];
    } catch (error) {
      if (error instanceof InvalidInput) {
        return error.problems;
      }
      throw error;
    }
  });
}

/** Reports only the first syntax error. Later errors mostly follow from the first. */
function syntaxProblems(text: string): readonly string[] {
  const problems: string[] = [];
  visit(
    text,
    {
      onError: (code: ParseErrorCode, _offset, _length, line, character) => {
        problems.push(`is not JSON (${words(code)} at ${position(line, character)})`);
      },
    },
    { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
  );
  return problems.slice(0, 1);
}

function repeatedFields(text: string): readonly string[] {
  const problems: string[] = [];
  const objects: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      objects.push(new Set());
    },
    onObjectProperty: (name, _offset, _length, line, character) => {
      const names = objects.at(-1);
      if (names?.has(name)) {
        problems.push(
          `${position(line, character)}: the field ${show(name)} occurs twice in one object: remove one`,
        );
      }
      names?.add(name);
    },
    onObjectEnd: () => {
      objects.pop();
    },
  });
  return problems;
}

function position(line: number, character: number): string {
  return `line ${line + 1}, column ${character + 1}`;
}

/** `PropertyNameExpected` → `property name expected` */
function words(code: ParseErrorCode): string {
  return printParseErrorCode(code)
    .replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
