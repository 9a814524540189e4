/**
 * Replaces the computed keys of an AWS client's schemas by literals: `{ [_h]: 200 }` becomes `{ "http": 200 }`.
 *
 * A computed key might run code, so esbuild keeps the schemas of all operations. With literal keys, it drops the unused ones,
 * which are four fifths of the S3 client's schemas.
 *
 * @param source a client's `schemas_0.js`
 * @throws Error if the SDK no longer writes its schemas this way. Without this error, nobody would notice that the bundle
 *   grows.
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
      throw new Error(`The schemas have a key that is not one of their constants: ${key}`);
    }
    return `${text}:`;
  });
  if (literal === source) {
    throw new Error('The schemas no longer have computed keys. Remove this step.');
  }
  return literal;
}
