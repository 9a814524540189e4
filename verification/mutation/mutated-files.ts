import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Files that decide what a session may do, and files that keep secrets and callers' input out of logs and messages. */
export const CRITICAL = [
  'core/policies/ceiling.ts',
  'core/policies/ceiling-check.ts',
  'core/policies/ceiling-statements.ts',
  'core/grants/claim-template.ts',
  'core/policies/enclosing-accesses.ts',
  'core/policies/enclosing-scopes.ts',
  'core/callers/federated-user-name.ts',
  'core/grants/grant.ts',
  'core/grants/grant-index.ts',
  'core/grants/grant-matching.ts',
  'core/aws/kms-key.ts',
  'core/own-policies/own-policy.ts',
  'core/own-policies/own-policy-parser.ts',
  'core/own-policies/own-policy-resource.ts',
  'core/own-policies/own-session-policy.ts',
  'core/own-policies/policy-pattern.ts',
  'core/own-policies/prefix-condition.ts',
  'core/own-policies/statement-parser.ts',
  'core/aws/policy-document.ts',
  'core/problems.ts',
  'core/policies/s3-resources.ts',
  'core/grants/scope.ts',
  'core/grants/session-match.ts',
  'core/policies/session-policy.ts',
  'core/strict-json.ts',
  'core/use-cases/session-tags.ts',
  'core/aws/target.ts',
  'lambda/adapters/log.ts',
];

/** Files that contain only types or names of other files. They contain no code to mutate. */
const WITHOUT_CODE = ['core/use-cases/ports.ts', 'lambda/adapters/s3-client.ts'];

/**
 * Programs, and files that only they load. They run in their own processes, where Stryker cannot activate a mutant. The
 * end-to-end tests run these programs.
 */
const PROCESSES = [
  'lambda/broker.ts',
  'lambda/bundle/build-sources.ts',
  'lambda/bundle/environment-credentials.ts',
  'lambda/bundle/no-event-streams.ts',
  'lambda/bundle/no-schemas.ts',
  'lambda/bundle/bundle-functions.ts',
  'lambda/bundle/pack-portal.ts',
  'lambda/delete-access-keys.ts',
  'lambda/portal.ts',
  'lambda/rotate-access-key.ts',
];

/** All files of `core/` and `lambda/` with code that Stryker can mutate. */
export function mutatedFiles(): readonly string[] {
  return [...filesOf('core'), ...filesOf('lambda')];
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))
    .filter((file) => ![...WITHOUT_CODE, ...PROCESSES].includes(file))
    .sort();
}
