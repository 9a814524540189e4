/**
 * Stands in for `core/json-schema.ts`, because functions in Lambda never read JSON Schemas. esbuild removes calls of empty
 * functions together with their arguments: 6 KB.
 */
export function schema(): void {}

export function docs(): void {}

export * from '../../core/json-schema.ts';
