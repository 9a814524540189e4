import { readablePartOf } from '../../core/callers/federated-user-name.ts';
import { federatedUserParser, hashOf } from '../../core/configuration/revocation.ts';
import { matchesName } from '../../core/grants/grant-matching.ts';
import { groupBy } from '../../core/group-by.ts';
import { accepts } from '../../core/parser.ts';
import { printable, show } from '../../core/problems.ts';
import { timestamp } from '../../core/timestamp.ts';
import type { AuditLine } from './audit-log.ts';

/** What is known about the names that sessions have. */
export interface Evidence {
  /** The names that grants let programs ask for, as in `federatedUserNames`. Undefined if the grants are not known. */
  readonly requestable: readonly string[] | undefined;
  readonly audit: AuditFile | undefined;
}

export interface AuditFile {
  readonly path: string;
  readonly lines: readonly AuditLine[];
}

/** Matches the start of an ARN or user id, up to the name. Captures the account. */
const WHOLE_PREFIX = /^(?:arn:[a-z-]+:sts::(\d{12}):federated-user\/|(\d{12}):)/;

/** A message lists at most this number of users. */
const LISTED_MAX = 20;

/** The account in an ARN or a user id. */
export function accountOf(given: string): string | undefined {
  const [, fromArn, fromUserId] = WHOLE_PREFIX.exec(given) ?? [];
  return fromArn ?? fromUserId;
}

/**
 * Returns the name of the federated user that the operator means.
 *
 * @param given a name, ARN or user id
 * @throws Error if, as far as known, no session has this name, so that a revocation would end no session. The error lists the
 *   users that the operator could mean.
 */
export function federatedUserOf(given: string, { audit, requestable }: Evidence): string {
  const name = given.replace(WHOLE_PREFIX, '');
  if (audit !== undefined) {
    return userInAudit(name, name !== given, audit);
  }
  if (hashOf(name) !== undefined) {
    return name;
  }
  if (accepts(federatedUserParser, name) && matchesName(requestable ?? [], name)) {
    return name;
  }
  throw new Error(
    `${show(name)} is not the whole name of a federated user, so a revocation would end no session: ` +
      (requestable === undefined
        ? 'names of people end in a hash. '
        : 'names of people end in a hash, and no grant lets a program ask for this name. ') +
      'Write the whole name, such as alice=GBj6bl0QSFgnt7. It is userIdentity.arn in CloudTrail and federatedUserName in ' +
      'the audit log. To see who could be meant, add --from-audit FILE (--help shows how to get it).',
  );
}

function userInAudit(name: string, isWhole: boolean, audit: AuditFile): string {
  const meant = usersMeant(audit.lines, name);
  const alike = meant.filter(([line]) => readablePart(line) === name.toLowerCase());
  if (!meant.some(([line]) => isSameUser(line, name))) {
    throw new Error(
      [
        `${audit.path} has no federated user ${show(name)}, so a revocation would end no session.`,
        ...candidates(audit, meant, name),
      ].join('\n'),
    );
  }
  if (hashOf(name) === undefined && !isWhole && alike.length > 1) {
    throw new Error(
      [
        `${show(name)} can mean more than one federated user. For the one without a hash, write its user id, ACCOUNT:${name}.`,
        ...candidates(audit, alike, name),
      ].join('\n'),
    );
  }
  return name;
}

/** The part before the hash, or the whole name that a program asked for. */
function readablePart(line: AuditLine | undefined): string | undefined {
  return line?.federatedUserName.split('=')[0]?.toLowerCase();
}

/** Whether a line is about this federated user. Only the hash identifies a person. The part before the hash can change. */
export function isSameUser(line: AuditLine | undefined, name: string): boolean {
  const hash = hashOf(name);
  return hash === undefined
    ? line?.federatedUserName === name
    : hashOf(line?.federatedUserName ?? '') === hash;
}

/**
 * Finds the users whose name or access key id is `name`, whose readable name begins with `name`, or whose ARN or subject is
 * `name`. Returns the lines of each user.
 */
function usersMeant(lines: readonly AuditLine[], name: string): readonly (readonly AuditLine[])[] {
  const sought = name.toLowerCase();
  const [readable = ''] = name.split('=');
  const start = readablePartOf(readable).toLowerCase();
  const users = [
    ...groupBy(
      lines,
      ({ federatedUserName }) => hashOf(federatedUserName) ?? federatedUserName,
    ).values(),
  ];
  return users.filter((ofUser) =>
    ofUser.some(
      (line) =>
        isSameUser(line, name) ||
        line.federatedUserName.toLowerCase().startsWith(start) ||
        line.identifiers.some((identifier) => identifier.toLowerCase() === sought),
    ),
  );
}

function candidates(
  { path, lines }: AuditFile,
  meant: readonly (readonly AuditLine[])[],
  name: string,
): readonly string[] {
  if (meant.length === 0) {
    const times = lines.flatMap(({ issuedAt }) => issuedAt ?? []).map(Number);
    const from =
      times.length === 0 ? '' : `, the first of ${timestamp(new Date(Math.min(...times)))}`;
    return [
      `Nobody in ${path} has a name that begins so (${lines.length} events${from}). ` +
        'Sessions last up to 36 hours, so look back that far.',
    ];
  }
  return [
    `It has ${meant.length === 1 ? 'one' : meant.length} that ${show(name)} could mean:`,
    '',
    ...meant.slice(0, LISTED_MAX).map((ofUser) => `  ${descriptionOf(ofUser)}`),
    ...(meant.length > LISTED_MAX ? [`  and ${meant.length - LISTED_MAX} more`] : []),
    '',
    'Callers choose the part before = themselves, so look at who they are. Then run the command again with the whole name.',
  ];
}

function descriptionOf(lines: readonly AuditLine[]): string {
  const [last] = lines.slice(-1);
  const ends = lines.filter(({ isSession }) => isSession).map(({ expiration }) => expiration);
  const latest = Math.max(...ends.map((end) => end?.getTime() ?? 0));
  const sessions = ends.length === 1 ? '1 session' : `${ends.length} sessions`;
  return [
    last?.federatedUserName,
    printable(last?.who ?? ''),
    latest > 0 ? `${sessions}, the last until ${timestamp(new Date(latest))}` : sessions,
  ].join('  ');
}
