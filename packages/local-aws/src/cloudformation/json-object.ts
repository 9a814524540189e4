import { TemplateError } from './template-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws TemplateError that names `where`. */
export function asObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) {
    throw new TemplateError(`${where} must be an object`);
  }
  return value;
}

/** Throws TemplateError that names `where`. */
export function asText(value: unknown, where: string): string {
  if (typeof value !== 'string') {
    throw new TemplateError(`${where} must be a string`);
  }
  return value;
}

/** Throws TemplateError that names `where` and the first unknown member. */
export function allowOnly(value: JsonObject, known: readonly string[], where: string): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TemplateError(`${where}: the local AWS does not support ${unknown}`);
  }
}
