/**
 * Patterns of text that differs between runs, with a replacement for each. The replacements are made in the document and in the
 * real output before the two are compared.
 */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, 'TIME'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, '$1…'],
  [/-[A-Z0-9]{12}(?![A-Z0-9])/g, '-ID'],
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID'],
];

/** The mark that matches any text in a line. On a line of its own, it matches any number of lines. */
const ANYTHING = '…';

/**
 * Compares the output that a document shows with the real output.
 *
 * @param tag `json` compares parsed values, anything else lines
 * @returns the first difference, or undefined
 */
export function outputDifference(tag: string, shown: string, real: string): string | undefined {
  return tag === 'json' ? jsonDifference(shown, real) : linesDifference(shown, real);
}

function linesDifference(shown: string, real: string): string | undefined {
  const pattern = shown
    .trim()
    .split('\n')
    .map((line) => (line === ANYTHING ? '(?:.*\\n)*' : `${linePattern(line)} *\\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(`${steady(real.trim())}\n`)
    ? undefined
    : `the output is\n${real.trim()}`;
}

function jsonDifference(shown: string, real: string): string | undefined {
  try {
    return valueDifference(JSON.parse(shown), JSON.parse(real), 'the output');
  } catch {
    return `the output is not JSON:\n${real.trim()}`;
  }
}

function valueDifference(shown: unknown, real: unknown, place: string): string | undefined {
  if (Array.isArray(shown) && shown.length === 1 && shown[0] === ANYTHING) {
    return Array.isArray(real) ? undefined : `${place} is not a list`;
  }
  if (typeof shown === 'object' && shown !== null && typeof real === 'object' && real !== null) {
    const names = new Set([...Object.keys(shown), ...Object.keys(real)]);
    for (const name of names) {
      const inner = `${place}.${name}`;
      if (!Object.hasOwn(shown, name) || !Object.hasOwn(real, name)) {
        return `${inner} is only in the ${Object.hasOwn(real, name) ? 'output' : 'document'}`;
      }
      const difference = valueDifference(Reflect.get(shown, name), Reflect.get(real, name), inner);
      if (difference !== undefined) {
        return difference;
      }
    }
    return undefined;
  }
  const isAlike =
    typeof shown === 'string' && typeof real === 'string'
      ? new RegExp(`^${linePattern(shown)}$`, 's').test(steady(real))
      : shown === real;
  return isAlike
    ? undefined
    : `${place} is ${JSON.stringify(real)}, shown is ${JSON.stringify(shown)}`;
}

function linePattern(line: string): string {
  return steady(line)
    .trimEnd()
    .split(ANYTHING)
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.*');
}

function steady(text: string): string {
  return VOLATILE.reduce((result, [pattern, name]) => result.replaceAll(pattern, name), text);
}
