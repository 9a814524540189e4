import { InvalidInput, show } from './problems.ts';

/** A string with the colon after it if it is the name of a field, or a brace. Braces inside strings are parts of the strings. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g;

/**
 * Parses JSON, and refuses objects that have two fields of one name: JSON.parse would silently drop the first, but other readers
 * may drop the second. Names that differ only in case count as one, because some readers ignore case.
 *
 * @throws InvalidInput
 */
export function parseStrictJson(text: string): unknown {
  const value = parsed(text);
  const repeated = repeatedField(text);
  if (repeated !== undefined) {
    throw new InvalidInput([
      `has the field ${show(repeated)} twice in one object (names are compared without case); remove one`,
    ]);
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of JSON.parse would quote the text.
    throw new InvalidInput(['must be JSON']);
  }
}

/** @param json a text that JSON.parse has accepted */
function repeatedField(json: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, string, colon] of json.matchAll(TOKENS)) {
    if (token === '{') {
      objects.push(new Set());
    } else if (token === '}') {
      objects.pop();
    } else if (colon !== undefined) {
      // The same name can be written with different escapes.
      const name: string = JSON.parse(string as string);
      const names = objects.at(-1) as Set<string>;
      if (names.has(name.toLowerCase())) {
        return name;
      }
      names.add(name.toLowerCase());
    }
  }
  return undefined;
}
