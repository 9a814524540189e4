/**
 * Replaces `core/json-schema.ts` in the bundles, because functions in Lambda never read JSON Schemas. esbuild removes calls of
 * empty functions together with their arguments.
 */
export function schema(): void {}

export function docs(): void {}

export * from '../../core/json-schema.ts';
