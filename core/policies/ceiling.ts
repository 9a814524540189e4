import type { PolicyDocument, Statement } from '../aws/policy-document.ts';
import type { Access } from '../grants/access.ts';
import type { Grant } from '../grants/grant.ts';
import { accessStatements, keyStatements } from './ceiling-statements.ts';
import { accessesByText, accessText, textsOfEnclosing } from './enclosing-accesses.ts';
import { shapeOf } from './enclosing-scopes.ts';

/** One access of the ceiling. */
export interface CeilingEntry extends Access {
  /** Twelve digits. Without it, the stack's account owns the bucket. */
  readonly bucketAccount?: string;
}

/** The settings of a deployment that decide about the ceiling. */
export interface CeilingSettings {
  /** If absent, the ceiling is exactly what the grants need. */
  readonly ceiling?: readonly CeilingEntry[];
  readonly allowCustomerProvidedKeys?: boolean;
}

/** The most that the broker can give. */
export interface Ceiling {
  readonly entries: readonly CeilingEntry[];
  /** The keys of the session tags of all grants. */
  readonly tagKeys: readonly string[];
  /**
   * Whether sessions may write objects with encryption keys that the writer provides (SSE-C). The ceiling denies such writes if
   * absent.
   */
  readonly allowCustomerProvidedKeys?: boolean;
}

/** Stands for the real account in size checks before the deployment. No partition is longer. */
export const LONGEST_ACCOUNT = { partition: 'aws-us-gov', accountId: '111122223333' };

/** Returns the configured entries. Without them, returns exactly what the grants need. */
export function ceilingOf(
  grants: readonly Grant[],
  { ceiling, allowCustomerProvidedKeys }: CeilingSettings = {},
): Ceiling {
  const tagKeys = new Set(grants.flatMap(({ tags = [] }) => tags.map(({ key }) => key)));
  return {
    entries: ceiling ?? entriesOf(grants),
    tagKeys: [...tagKeys].sort(),
    allowCustomerProvidedKeys,
  };
}

function entriesOf(grants: readonly Grant[]): readonly CeilingEntry[] {
  const distinct = new Map<string, CeilingEntry>();
  for (const { scope, permission, kmsKey, createOnly } of grants) {
    const entry = {
      scope,
      permission,
      ...(kmsKey === undefined ? {} : { kmsKey }),
      ...(createOnly === true ? { createOnly } : {}),
    };
    distinct.set(accessText(shapeOf(scope), entry), entry);
  }
  const byText = accessesByText([...distinct.values()]);
  return [...distinct.values()].filter((entry) =>
    textsOfEnclosing(entry).every((text) => (byText.get(text) ?? []).every((one) => one === entry)),
  );
}

/**
 * Compiles the broker user's policy, which is also its permissions boundary.
 *
 * `partition` and `accountId` are those of the stack. They may be CloudFormation references and are used unchanged.
 */
export function compileCeiling(
  { entries, tagKeys, allowCustomerProvidedKeys }: Ceiling,
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
      ...(allowCustomerProvidedKeys === true ? [] : [DENY_CUSTOMER_PROVIDED_KEYS]),
    ],
  };
}

/**
 * Ransomware overwrites objects with copies that only the attacker's key can decrypt. A Deny also holds against a bucket policy
 * that allows more. Every way to write an object (upload, part of an upload, copy) needs the action `s3:PutObject`.
 * Sources: https://github.com/aws-samples/resource-control-policy-examples (S3-Deny-SSE-C.json),
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
 */
const DENY_CUSTOMER_PROVIDED_KEYS: Statement = {
  Effect: 'Deny',
  Action: 's3:PutObject',
  Resource: '*',
  Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
};

/**
 * AWS documents no resource for the session tags of federated users, so only the tag keys are limited.
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

/** Characters of the policy, of which IAM allows MANAGED_POLICY_MAX_CHARACTERS. */
export function ceilingCharacters(ceiling: Ceiling): number {
  return JSON.stringify(compileCeiling(ceiling, LONGEST_ACCOUNT)).length;
}
