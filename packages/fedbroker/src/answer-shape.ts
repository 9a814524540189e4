import { Failure } from './failure.ts';

/** What the client reads of a broker's answers, where an answer of another program would differ. */
export type Fields = Readonly<Record<string, unknown>>;

/** Throws Failure. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) {
    throw unexpected(what);
  }
  return value as Fields;
}

/** Throws Failure. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') {
    throw unexpected(name);
  }
  return value;
}

/** Throws Failure. */
export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') {
    throw unexpected(name);
  }
  return value;
}

/** Throws Failure. */
export function listOf(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (!Array.isArray(value)) {
    throw unexpected(name);
  }
  return value.map((entry) => fieldsOf(entry, name));
}

function unexpected(what: string): Failure {
  return new Failure(
    'usage',
    `the answer is none of a broker's (${what} is missing or another thing): check FEDBROKER_URL`,
  );
}
