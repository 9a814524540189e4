import fc from 'fast-check';
import { includesPermission, PERMISSIONS } from '../../../core/aws/target.ts';
import { parseConfiguration } from '../../../core/configuration/configuration.ts';
import type { CeilingEntry } from '../../../core/policies/ceiling.ts';
import { grantTo } from '../fixtures.ts';
import { parseScope } from '../grants/parse-scope.ts';

/** Parses entries of the configuration. */
export function entriesOf(ceiling: readonly unknown[]): readonly CeilingEntry[] {
  return ceiling.length === 0 ? [] : (parseConfiguration({ ceiling }).ceiling ?? []);
}

export const grant = (permission: string, scope: string) =>
  grantTo('role/TeamA', scope, permission);
export const entry = (permission: string, text: string, more = {}) => ({
  permission,
  scope: text,
  ...more,
});
export const keyEntry = (permission: string, kmsKey: string) =>
  entry(permission, 's3://b-1/*', { kmsKey });

const segment = fc.constantFrom('a', 'b', 'ab');
const scope = fc
  .tuple(fc.constantFrom('bucket-1', 'bucket-2'), fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([bucket, path, isObject]) =>
    parseScope(
      isObject && path.length > 0
        ? `s3://${bucket}/${path.join('/')}`
        : `s3://${bucket}/${path.map((name) => `${name}/`).join('')}*`,
    ),
  );
const access = fc
  .record({ scope, permission: fc.constantFrom(...PERMISSIONS), createOnly: fc.boolean() })
  .filter((entry) => entry.scope.template.kind === 'prefix' || entry.permission !== 'LIST')
  .map(({ createOnly, ...entry }) =>
    createOnly && includesPermission(entry.permission, 'UPLOAD') ? { ...entry, createOnly } : entry,
  );
/** A few arbitrary grants without claims. */
export const grants = fc
  .array(access, { maxLength: 8 })
  .map((accesses) => accesses.map((entry) => ({ ...grant('READ', 's3://bucket/*'), ...entry })));
