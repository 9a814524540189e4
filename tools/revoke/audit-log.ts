import { federatedUserParser } from '../../core/configuration/revocation.ts';
import { accepts } from '../../core/parser.ts';

/** What a line of the audit log says about a federated user. */
export interface AuditLine {
  readonly federatedUserName: string;
  /** A text for people that identifies the caller. */
  readonly who: string;
  /** Other values by which an operator may search: the caller's ARN, subject and readable name, and the access key id. */
  readonly identifiers: readonly string[];
  readonly isSession: boolean;
  /** Undefined if the line has no such time. */
  readonly issuedAt: Date | undefined;
  readonly expiration: Date | undefined;
}

/** The events for which the broker gave credentials to a caller. */
const SESSION_EVENTS: ReadonlySet<string> = new Set(['TokenIssued', 'SignInLinkIssued']);

const CALLER_FIELDS = ['caller.arn', 'caller.issuer', 'caller.subject', 'caller.name', 'who'];

type Fields = ReadonlyMap<string, string>;

/**
 * Finds the events that name a federated user. Reads lines of the audit log and the output of `aws logs tail`,
 * `filter-log-events`, `get-log-events` and `get-query-results`.
 */
export function readAuditLog(text: string): readonly AuditLine[] {
  return [...valuesIn(text)].flatMap(eventsIn).flatMap((fields) => {
    const line = auditLineOf(fields);
    return line === undefined ? [] : [line];
  });
}

function auditLineOf(fields: Fields): AuditLine | undefined {
  const federatedUserName = fields.get('federatedUserName');
  if (!accepts(federatedUserParser, federatedUserName) || federatedUserName === undefined) {
    return undefined;
  }
  const callers = CALLER_FIELDS.flatMap((name) => fields.get(name) ?? []);
  return {
    federatedUserName,
    who: callers.join(' '),
    identifiers: [
      ...callers,
      ...(fields.has('accessKeyId') ? [fields.get('accessKeyId') ?? ''] : []),
    ],
    // A query result has only the fields that the query names, so `event` may be missing.
    isSession:
      SESSION_EVENTS.has(fields.get('event') ?? 'TokenIssued') && fields.has('accessKeyId'),
    issuedAt: dateOf(fields.get('time')),
    expiration: dateOf(fields.get('expiration')),
  };
}

function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * Finds the events in a value that JSON.parse returned. Callers choose some values inside an event, so this function never
 * parses those values as JSON.
 */
function eventsIn(value: unknown): readonly Fields[] {
  if (Array.isArray(value)) {
    const row = rowOf(value);
    return row === undefined
      ? value.flatMap((item) => eventsIn(typeof item === 'string' ? parsed(item) : item))
      : eventsIn(row);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const { federatedUserName, timestamp, message, events, results, ...others } = Object(value);
  if (typeof federatedUserName === 'string') {
    return [new Map(fieldsOf(value))];
  }
  const line = typeof timestamp === 'number' ? message : others['@message'];
  return [...eventsIn(parsed(String(line))), ...eventsIn(events), ...eventsIn(results)];
}

/** `{caller: {arn}}` → `caller.arn` */
function fieldsOf(value: object, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([name, field]) => {
    if (typeof field === 'object' && field !== null && prefix === '') {
      return fieldsOf(field, `${name}.`);
    }
    return [[`${prefix}${name}`, String(field)] as const];
  });
}

/** A row of CloudWatch Logs Insights: `[{field, value}]`. */
function rowOf(list: readonly unknown[]): object | undefined {
  const cells = list.map((cell) => ({ ...Object(cell) }));
  return cells.length > 0 && cells.every(({ field }) => typeof field === 'string')
    ? Object.fromEntries(cells.map(({ field, value }) => [field, value]))
    : undefined;
}

/** Parses the whole text as JSON. If the text is not JSON, finds every JSON object in the text. */
function* valuesIn(text: string): Generator<unknown> {
  const whole = parsed(text);
  if (whole !== undefined) {
    yield whole;
    return;
  }
  for (let start = text.indexOf('{'); start >= 0; ) {
    const end = endOfObject(text, start);
    const value = parsed(text.slice(start, end));
    if (value !== undefined) {
      yield value;
    }
    start = text.indexOf('{', value === undefined ? start + 1 : end);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The offset after the bracket that closes the object. */
function endOfObject(text: string, start: number): number {
  const mark = /"(?:[^"\\]|\\.)*"|[{}]/gs;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += { '{': 1, '}': -1 }[found[0]] ?? 0;
    if (depth === 0) {
      return mark.lastIndex;
    }
  }
  return text.length;
}
