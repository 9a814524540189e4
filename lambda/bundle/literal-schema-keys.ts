/**
 * Writes the computed keys of an AWS client's schemas as literals: `{ [_h]: 200 }` becomes `{ "http": 200 }`.
 *
 * A computed key might run code, so esbuild keeps the schemas of all operations; a literal one lets it drop those that
 * nothing uses, four fifths of the S3 client's.
 *
 * @param source a client's `schemas_0.js`
 * @throws Error where the SDK writes its schemas in another way: without this the bundle would work, and be large
 */
export function literalSchemaKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\\n]*");$/gm)].map(([, name = '', text]) => [
      name,
      text,
    ]),
  );
  const literal = source.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
    const text = constants.get(name);
    if (text === undefined) {
      throw new Error(`The schemas have a key that is no constant of theirs: ${key}`);
    }
    return `${text}:`;
  });
  if (literal === source) {
    throw new Error('The schemas have no computed keys any more: this step can go.');
  }
  return literal;
}
