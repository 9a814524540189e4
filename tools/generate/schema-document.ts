import { Definition, type JsonSchema } from '../../core/json-schema.ts';

/** Schemas without `Definition`s, which are collected by their name. */
export interface SchemaDocument {
  /** Replaces each `Definition` in the value with a `$ref`. */
  resolve(value: unknown): unknown;
  readonly definitions: Readonly<Record<string, unknown>>;
}

/** @param refTo the `$ref` to the definition of this name, which is made of its title: `KmsKey` for `KMS key` */
export function schemaDocument(refTo: (name: string) => string): SchemaDocument {
  const definitions: Record<string, unknown> = {};
  /** Definitions that refer to themselves end here. */
  const inProgress = new Set<string>();
  const resolve = (value: unknown): unknown => {
    if (value instanceof Definition) {
      const name = nameOf(value.title);
      if (inProgress.has(name)) {
        return { $ref: refTo(name) };
      }
      inProgress.add(name);
      const resolved = resolve(titled(value.title, value.build()));
      inProgress.delete(name);
      if (name in definitions && JSON.stringify(definitions[name]) !== JSON.stringify(resolved)) {
        throw new Error(`Two different schemas have the title ${value.title}.`);
      }
      definitions[name] = resolved;
      return { $ref: refTo(name) };
    }
    if (Array.isArray(value)) {
      return value.map(resolve);
    }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]))
      : value;
  };
  return { resolve, definitions };
}

function titled(title: string, schema: JsonSchema): unknown {
  return { title, ...schema };
}

/** `KMS key` becomes `KmsKey`, and `TokenIssued` stays. */
function nameOf(title: string): string {
  return title
    .split(/[ -]/)
    .map((word) => {
      const rest = word.slice(1);
      return (
        word.charAt(0).toUpperCase() + (word === word.toUpperCase() ? rest.toLowerCase() : rest)
      );
    })
    .join('');
}
