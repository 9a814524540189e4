import { readFileSync } from 'node:fs';

/** A permission in the tables of docs/security.md. Its holder can control or break the broker. */
export interface ListedPermission {
  /** Such as `iam:CreateAccessKey`. */
  readonly permission: string;
  /** The names of the permission's events in CloudTrail, without a date at the end. */
  readonly events: readonly string[];
  readonly shownBy: string;
}

const PAGE = readFileSync('docs/security.md', 'utf8');

const ROW = /^\| (`\w+:.*?) \| .*? \| .*? \| (.*?) \| (.*?) \|$/gm;

/** Returns the permissions. A row of a table can name several, and each becomes an entry. */
export function listedPermissions(): readonly ListedPermission[] {
  return [...PAGE.matchAll(ROW)].flatMap(([, permissions = '', events = '', shownBy = '']) =>
    [...permissions.matchAll(/`(\w+:\w+)`/g)].map(([, permission = '']) => ({
      permission,
      events: [...events.matchAll(/`(\w+)`/g)].map(([, event = '']) => event),
      shownBy,
    })),
  );
}

/** Returns the JSON of the page's two policies: the trust policy, then the service control policy. */
export function policiesOfThePage(): readonly string[] {
  return [...PAGE.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => text);
}
