import type { PolicyDocument, Statement } from '../aws/policy-document.ts';
import type { Access } from '../grants/access.ts';
import type { Grant } from '../grants/grant.ts';
import { accessStatements, keyStatements } from './ceiling-statements.ts';
import { accessText, giversOf, textsThatInclude } from './enclosing-accesses.ts';
import { shapeOf } from './enclosing-scopes.ts';

/** Something that the broker can give at most. */
export interface CeilingEntry extends Access {
  /** Twelve digits; left out, the bucket is the stack's own account's. */
  readonly bucketAccount?: string;
}

/** All that the broker can give. */
export interface Ceiling {
  readonly entries: readonly CeilingEntry[];
  /** Of the session tags of all grants. */
  readonly tagKeys: readonly string[];
}

/** The longest of a partition and of an account id, by which a policy is measured before it is deployed. */
export const LONGEST_ACCOUNT = { partition: 'aws-us-gov', accountId: '111122223333' };

/** The configured entries; without them, what the grants need and no more. */
export function ceilingOf(grants: readonly Grant[], configured?: readonly CeilingEntry[]): Ceiling {
  const tagKeys = new Set(grants.flatMap(({ tags = [] }) => tags.map(({ key }) => key)));
  return { entries: configured ?? entriesOf(grants), tagKeys: [...tagKeys].sort() };
}

function entriesOf(grants: readonly Grant[]): readonly CeilingEntry[] {
  const distinct = new Map<string, CeilingEntry>();
  for (const { scope, permission, kmsKey } of grants) {
    const entry = { scope, permission, ...(kmsKey === undefined ? {} : { kmsKey }) };
    distinct.set(accessText(shapeOf(scope), entry), entry);
  }
  const givers = giversOf([...distinct.values()]);
  return [...distinct.values()].filter((entry) =>
    textsThatInclude(entry).every((text) =>
      (givers.get(text) ?? []).every((giver) => giver === entry),
    ),
  );
}

/**
 * The one policy of the broker user, which is its permissions boundary too.
 *
 * `partition` and `accountId` are the stack's and may be filled in at deployment: they are neither read nor escaped.
 */
export function compileCeiling(
  { entries, tagKeys }: Ceiling,
  { partition, accountId }: { readonly partition: string; readonly accountId: string },
): PolicyDocument {
  const accounts = new Set(entries.map(({ bucketAccount }) => bucketAccount));
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:GetFederationToken',
        Resource: `arn:${partition}:sts::${accountId}:federated-user/*`,
      },
      ...tagStatements(tagKeys),
      ...[...accounts].flatMap((account) =>
        accessStatements(
          entries.filter(({ bucketAccount }) => bucketAccount === account),
          account ?? accountId,
          partition,
        ),
      ),
      ...keyStatements(entries),
    ],
  };
}

/**
 * STS documents no resource for tags of federated users, so the keys are what limits them.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
function tagStatements(tagKeys: readonly string[]): readonly Statement[] {
  return tagKeys.length === 0
    ? []
    : [
        {
          Effect: 'Allow',
          Action: 'sts:TagSession',
          Resource: '*',
          Condition: {
            'ForAllValues:StringEquals': { 'aws:TagKeys': tagKeys },
            Null: { 'aws:TagKeys': 'false' },
          },
        },
      ];
}

/** Characters of the policy where it is longest, of MANAGED_POLICY_MAX_CHARACTERS. */
export function ceilingCharacters(ceiling: Ceiling): number {
  return JSON.stringify(compileCeiling(ceiling, LONGEST_ACCOUNT)).length;
}
