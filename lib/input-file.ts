import { readFileSync } from 'node:fs';
import { InvalidInput } from '../core/problems.ts';

/** Reads a text file. Throws InvalidInput if that is impossible. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidInput([`cannot be read (${messageOf(error)})`]);
  }
}

/** Throws InvalidInput if the text is not JSON. */
export function parseJson(text: string): unknown {
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
