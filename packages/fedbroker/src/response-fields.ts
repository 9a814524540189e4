import { Failure } from './failure.ts';

/** The fields of a JSON object that the broker sent. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * @param name names the value in the message
 *
 * Throws Failure.
 */
export function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null) {
    throw unexpected(name, 'an object');
  }
  return value as Fields;
}

/** Throws Failure. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') {
    throw unexpected(name, 'text');
  }
  return value;
}

/** Throws Failure. */
export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') {
    throw unexpected(name, 'a number');
  }
  return value;
}

/** Throws Failure. */
export function listOf(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (!Array.isArray(value)) {
    throw unexpected(name, 'a list');
  }
  return value.map((entry) => fieldsOf(entry, name));
}

function unexpected(name: string, expected: string): Failure {
  return new Failure(
    'usage',
    `the response does not come from a broker (${name} is not ${expected}): check FEDBROKER_URL`,
  );
}
