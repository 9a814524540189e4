/**
 * A JSON Schema, in keywords that draft-07 (editors) and 2020-12 (OpenAPI) share. The generator of the files replaces each
 * `Definition` in it with a `$ref`.
 */
export type JsonSchema = Readonly<Record<string, unknown>> | Definition;

/** A schema that other schemas refer to by its title. */
export class Definition {
  readonly title: string;
  readonly build: () => JsonSchema;

  constructor(title: string, build: () => JsonSchema) {
    this.title = title;
    this.build = build;
  }
}

/** What editors show about a value. */
export interface Documentation {
  readonly description: string;
  readonly examples?: readonly unknown[];
  /** What an absent value means. Parsers made by `withDefault` say it themselves. */
  readonly default?: unknown;
}

/**
 * Marks code that builds a schema. Functions in Lambda never read schemas, so their bundles leave out each call of `schema`
 * and of `docs` together with its arguments (`lambda/bundle/no-schemas.ts`).
 */
export function schema(build: () => JsonSchema): () => JsonSchema {
  return build;
}

/** Marks documentation, which the bundles leave out, too. */
export function docs(
  description: string,
  more: Omit<Documentation, 'description'> = {},
): Documentation {
  return { description, ...more };
}

/** The schema with these keywords, which replace its own. */
export function withKeywords(base: JsonSchema, keywords: object): JsonSchema {
  // Draft-07 ignores keywords beside $ref, so a definition goes into allOf.
  return base instanceof Definition
    ? { ...keywords, allOf: [base] }
    : { ...keywords, ...base, ...keywords };
}

/** The schema with one more rule for the same value. */
export function withRule(base: JsonSchema, rule: JsonSchema): JsonSchema {
  if (base instanceof Definition) {
    return { allOf: [base, rule] };
  }
  const { allOf } = base;
  return { ...base, allOf: [...(Array.isArray(allOf) ? allOf : []), rule] };
}
