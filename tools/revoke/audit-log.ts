import { federatedUserParser } from '../../core/configuration/revocation.ts';
import { accepts } from '../../core/parser.ts';

/** What a line of the audit log says about a federated user. */
export interface AuditLine {
  readonly federatedUserName: string;
  /** The caller, for people. */
  readonly who: string;
  /** What else an operator may know: the caller's ARN, subject and readable name, and the access key id. */
  readonly identifiers: readonly string[];
  readonly isSession: boolean;
  /** Undefined if the line does not say. */
  readonly issuedAt: Date | undefined;
  readonly expiration: Date | undefined;
}

/** The events whose credentials leave the broker. */
const SESSION_EVENTS: ReadonlySet<string> = new Set(['TokenIssued', 'SignInLinkIssued']);

const CALLER_FIELDS = ['caller.arn', 'caller.issuer', 'caller.subject', 'caller.name', 'who'];

type Fields = ReadonlyMap<string, string>;

/**
 * Finds the events that name a federated user in lines of the audit log, and in what `aws logs tail`, `filter-log-events`,
 * `get-log-events` and `get-query-results` print.
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
    // A row of a query has only the fields that the query names.
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
 * The events in a value that JSON.parse returned. Callers choose some values inside of an event, so those are never read as
 * JSON.
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

/** The JSON values in a text: the text itself, or every object in it. */
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
