import { docs, schema } from '../json-schema.ts';
import { described, type Parser } from '../parser.ts';
import { show } from '../problems.ts';
import { timestamp } from '../timestamp.ts';

const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * Timestamps are compared as text, and the text of a year with five digits would sort first. So `9999-12-31`, which ends in the
 * year 10000, is refused.
 */
const YEAR_MAX = 9999;

const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}';

const DATE = new RegExp(`^${DAY}$`);

/** ISO 8601 in UTC, in whole seconds. */
const INSTANT = new RegExp(`^${DAY}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$`);

const EXPECTED =
  'must be a date such as 2026-12-31 or an instant in UTC such as 2026-12-31T18:00:00Z';

/** Returns the instant, or undefined for a day or time that does not exist. */
function instantOf(text: string): Date | undefined {
  const isDate = DATE.test(text);
  if (!isDate && !INSTANT.test(text)) {
    return undefined;
  }
  const instant = new Date(text);
  // `new Date` reads February 30 as March 2.
  const isReal =
    !Number.isNaN(instant.getTime()) &&
    instant.toISOString().startsWith(text.slice(0, 19).replace(/Z$/, ''));
  if (!isReal) {
    return undefined;
  }
  const end = isDate ? new Date(instant.getTime() + MILLISECONDS_PER_DAY) : instant;
  return end.getUTCFullYear() <= YEAR_MAX ? end : undefined;
}

/** Reads a time. */
export const instantParser: Parser<Date> = {
  read: (value, context) =>
    (typeof value === 'string' && INSTANT.test(value) ? instantOf(value) : undefined) ??
    context.addProblem(
      `must be an instant in UTC such as 2026-12-31T18:00:00Z, was ${show(value)}`,
    ),
  schema: schema(() => ({ type: 'string', pattern: INSTANT.source })),
};

/** Reads the end of a grant. Returns the instant in the format of `timestamp`. */
export const validUntilParser: Parser<string> = described(
  {
    read(value, context) {
      const instant = typeof value === 'string' ? instantOf(value) : undefined;
      return instant === undefined
        ? context.addProblem(`${EXPECTED}, was ${show(value)}`)
        : timestamp(instant);
    },
    schema: schema(() => ({
      type: 'string',
      anyOf: [{ pattern: DATE.source }, { pattern: INSTANT.source }],
    })),
  },
  docs(
    'The end of the grant. Its sessions end by then. A date means the end of that day in UTC. The last session starts some 15 ' +
      'minutes before the end, because STS issues no shorter one.',
    { examples: ['2026-12-31', '2026-12-31T18:00:00Z'] },
  ),
);

/** Whether a grant is valid at least as long as another one. */
export function isValidAsLong(validUntil: string | undefined, than: string | undefined): boolean {
  return validUntil === undefined || (than !== undefined && validUntil >= than);
}

/** Names the grants that give nothing anymore. */
export function endedGrantWarnings(
  grants: readonly { readonly id: string; readonly validUntil?: string }[],
  now: Date,
): readonly string[] {
  const ended = grants.flatMap(({ id, validUntil }) =>
    validUntil !== undefined && new Date(validUntil) <= now
      ? [`grant "${id}": validUntil: ended at ${validUntil}: remove the grant, or set another end`]
      : [],
  );
  return [...new Set(ended)];
}
