import { readFileSync } from 'node:fs';

/** A permission in the tables of docs/security.md that amounts to control of the broker, or breaks it. */
export interface ListedPermission {
  /** `iam:CreateAccessKey` */
  readonly permission: string;
  /** The names of its events in CloudTrail, without a date at the end. */
  readonly events: readonly string[];
  readonly shownBy: string;
}

const PAGE = readFileSync('docs/security.md', 'utf8');

const ROW = /^\| (`\w+:.*?) \| .*? \| .*? \| (.*?) \| (.*?) \|$/gm;

/** Returns one entry for each permission of each row. */
export function listedPermissions(): readonly ListedPermission[] {
  return [...PAGE.matchAll(ROW)].flatMap(([, permissions = '', events = '', shownBy = '']) =>
    [...permissions.matchAll(/`(\w+:\w+)`/g)].map(([, permission = '']) => ({
      permission,
      events: [...events.matchAll(/`(\w+)`/g)].map(([, event = '']) => event),
      shownBy,
    })),
  );
}

/** Returns the text of the page's policies: the trust policy, and then the service control policy. */
export function policiesOfThePage(): readonly string[] {
  return [...PAGE.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => text);
}
