import { existsSync } from 'node:fs';
import path from 'node:path';

/** Tests, below `test/`, of files that have none of their own name, or that others test as well. */
const OTHER_TESTS: Readonly<Record<string, readonly string[]>> = {
  'core/access-key-acceptance.ts': ['core/rotate-access-key'],
  'core/access-key.ts': ['core/rotate-access-key'],
  'core/access.ts': ['core/ceiling-check', 'core/configuration', 'core/grant', 'schemas'],
  'core/authentication.ts': ['schemas'],
  'core/broker-error.ts': ['lambda/broker-api'],
  'core/ceiling-statements.ts': ['core/ceiling', 'core/ceiling-check'],
  'core/ceiling.ts': ['core/ceiling-check'],
  'core/claim-template.ts': ['core/scope', 'core/session-tag'],
  'core/claims.ts': ['core/claim-template', 'core/grant-index', 'core/grantee'],
  'core/configuration.ts': ['schemas'],
  'core/enclosing-accesses.ts': ['core/ceiling', 'core/ceiling-check'],
  'core/enclosing-scopes.ts': ['core/ceiling', 'core/ceiling-check'],
  'core/federation-session.ts': [
    'core/issue-sign-in-link',
    'core/issue-token',
    'core/list-objects',
  ],
  'core/grant.ts': ['schemas', 'core/token-request'],
  'core/grantee.ts': ['schemas'],
  'core/group-by.ts': ['core/ceiling'],
  'core/kms-key.ts': ['schemas', 'core/ceiling', 'core/ceiling-check'],
  'core/object-key.ts': ['core/list-request', 'core/target'],
  'core/parser.ts': [
    'core/configuration',
    'core/grant',
    'core/problems',
    'core/token-request',
    'schemas',
  ],
  'core/pending-access-key.ts': ['core/rotate-access-key'],
  'core/policy-document.ts': ['core/ceiling-check', 'core/session-policy'],
  'core/problems.ts': ['core/grant', 'core/query-string', 'core/token-request'],
  'core/request-parser.ts': ['core/list-request', 'core/token-request'],
  'core/require-grant.ts': ['core/issue-token', 'core/list-objects'],
  'core/revocation.ts': ['core/configuration', 'core/revocation-list', 'schemas'],
  'core/rotation-ports.ts': ['core/rotate-access-key'],
  'core/routes.ts': ['lambda/broker-api'],
  'core/s3-resources.ts': ['core/ceiling', 'core/session-policy'],
  'core/scope.ts': ['core/ceiling', 'core/ceiling-check'],
  'core/session-tag.ts': ['schemas'],
  'core/target.ts': ['core/session-policy', 'core/token-request'],
  'core/timestamp.ts': ['core/issue-token', 'core/list-objects'],
  'lambda/adapters/broker-access-key.ts': ['lambda/access-key-prefetch'],
  'lambda/adapters/http-answer.ts': ['lambda/broker-api'],
  'lambda/adapters/http-request.ts': ['lambda/broker-api'],
  'lambda/adapters/log.ts': ['lambda/audit-log', 'lambda/broker-api', 'lambda/sign-in-links'],
  'lambda/adapters/prompt-retries.ts': ['lambda/federation-tokens', 'lambda/object-keys'],
  'lambda/adapters/request-handler.ts': ['lambda/federation-tokens', 'lambda/object-keys'],
  'lambda/adapters/time-limit.ts': ['lambda/secret-versions', 'lambda/user-access-keys'],
  'lambda/bundle/literal-schema-keys.ts': ['lambda/bundle'],
};

/** @returns the tests of one file of `core/` or `lambda/`, as jest finds them */
export function testsOfFile(file: string): readonly string[] {
  const [layer = ''] = file.split('/');
  const mirrored = `${layer}/${path.basename(file, '.ts')}`;
  const own = existsSync(`test/${mirrored}.test.ts`) ? [mirrored] : [];
  return [...own, ...(OTHER_TESTS[file] ?? [])].map((name) => `<rootDir>/test/${name}.test.ts`);
}
