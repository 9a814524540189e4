import { existsSync } from 'node:fs';
import path from 'node:path';

/** Tests in `test/` that also cover a file, in addition to the test that has the file's name, or instead of it. */
const OTHER_TESTS: Readonly<Record<string, readonly string[]>> = {
  'core/rotation/access-key-acceptance.ts': ['core/rotation/rotate-access-key'],
  'core/rotation/access-key.ts': ['core/rotation/rotate-access-key'],
  'core/grants/access.ts': [
    'core/policies/ceiling-check',
    'core/configuration/configuration',
    'core/grants/grant',
    'schemas',
  ],
  'core/configuration/authentication.ts': ['schemas'],
  'core/broker-error.ts': ['lambda/broker-api'],
  'core/policies/ceiling-statements.ts': ['core/policies/ceiling', 'core/policies/ceiling-check'],
  'core/policies/ceiling.ts': ['core/policies/ceiling-check'],
  'core/grants/claim-template.ts': ['core/grants/scope', 'core/grants/session-tag', 'schemas'],
  'core/callers/claims.ts': [
    'core/grants/claim-template',
    'core/grants/grant-index',
    'core/grants/grantee',
  ],
  'core/compound-parser.ts': [
    'core/configuration/configuration',
    'core/grants/grant',
    'core/grants/grantee',
    'core/own-policies/own-policy-parser',
    'core/requests/token-request',
    'schemas',
  ],
  'core/configuration/configuration.ts': ['schemas'],
  'core/policies/enclosing-accesses.ts': ['core/policies/ceiling', 'core/policies/ceiling-check'],
  'core/policies/enclosing-scopes.ts': ['core/policies/ceiling', 'core/policies/ceiling-check'],
  'core/use-cases/federation-session.ts': [
    'core/use-cases/issue-sign-in-link',
    'core/use-cases/issue-token',
    'core/use-cases/list-objects',
  ],
  'core/grants/grant.ts': ['schemas', 'core/requests/token-request'],
  'core/grants/grantee.ts': ['schemas'],
  'core/events/error-description.ts': ['schemas'],
  'core/events/log-event.ts': ['schemas'],
  'core/group-by.ts': ['core/policies/ceiling'],
  'core/json-schema.ts': ['schemas'],
  'core/aws/kms-key.ts': ['schemas', 'core/policies/ceiling', 'core/policies/ceiling-check'],
  'core/own-policies/own-policy.ts': [
    'core/own-policies/own-policy-parser',
    'core/own-policies/own-session-policy',
  ],
  'core/own-policies/own-session-policy.ts': ['core/use-cases/issue-token'],
  'core/own-policies/own-policy-resource.ts': ['core/own-policies/own-policy-parser', 'schemas'],
  'core/own-policies/policy-pattern.ts': [
    'core/own-policies/own-policy-parser',
    'core/own-policies/own-session-policy',
  ],
  'core/own-policies/prefix-condition.ts': ['core/own-policies/own-policy-parser', 'schemas'],
  'core/own-policies/statement-parser.ts': ['core/own-policies/own-policy-parser', 'schemas'],
  'core/own-policies/own-policy-parser.ts': ['schemas'],
  'core/parser.ts': [
    'core/configuration/configuration',
    'core/grants/grant',
    'core/problems',
    'core/requests/token-request',
    'schemas',
  ],
  'core/rotation/pending-access-key.ts': ['core/rotation/rotate-access-key'],
  'core/aws/policy-document.ts': ['core/policies/ceiling-check', 'core/policies/session-policy'],
  'core/problems.ts': [
    'core/grants/grant',
    'core/requests/query-string',
    'core/requests/token-request',
  ],
  'core/requests/console-request.ts': ['schemas'],
  'core/requests/credentials-request.ts': ['schemas'],
  'core/requests/list-request.ts': ['schemas'],
  'core/requests/query-string.ts': [
    'core/requests/credentials-request',
    'core/requests/list-request',
  ],
  'core/requests/request-parser.ts': [
    'core/requests/list-request',
    'core/requests/token-request',
    'schemas',
  ],
  'core/requests/requested-access.ts': ['core/requests/token-request', 'schemas'],
  'core/requests/token-request.ts': ['schemas'],
  'core/responses/error-response.ts': ['schemas'],
  'core/responses/grants-response.ts': ['schemas'],
  'core/responses/list-response.ts': ['schemas'],
  'core/responses/sign-in-link-response.ts': ['schemas'],
  'core/responses/token-response.ts': ['schemas'],
  'core/use-cases/require-grants.ts': ['core/use-cases/issue-token', 'core/use-cases/list-objects'],
  'core/configuration/revocation.ts': [
    'core/configuration/configuration',
    'core/configuration/revocation-list',
    'schemas',
  ],
  'core/aws/rotation-step.ts': ['core/rotation/rotate-access-key'],
  'core/rotation/rotation-ports.ts': ['core/rotation/rotate-access-key'],
  'core/routes.ts': ['lambda/broker-api'],
  'core/policies/s3-resources.ts': ['core/policies/ceiling', 'core/policies/session-policy'],
  'core/grants/scope.ts': ['core/policies/ceiling', 'core/policies/ceiling-check', 'schemas'],
  'core/grants/session-match.ts': ['core/use-cases/issue-token'],
  'core/grants/session-tag.ts': ['schemas'],
  'core/aws/target.ts': [
    'core/policies/session-policy',
    'core/requests/list-request',
    'core/requests/token-request',
    'schemas',
  ],
  'core/strict-json.ts': ['core/own-policies/own-policy-parser'],
  'core/timestamp.ts': ['core/use-cases/issue-token', 'core/use-cases/list-objects'],
  'lambda/adapters/broker-access-key.ts': ['lambda/access-key-prefetch'],
  'lambda/adapters/http-answer.ts': ['lambda/broker-api'],
  'lambda/adapters/http-request.ts': ['lambda/broker-api'],
  'lambda/adapters/log.ts': ['lambda/audit-log', 'lambda/broker-api', 'lambda/sign-in-links'],
  'lambda/adapters/prompt-retries.ts': ['lambda/federation-tokens', 'lambda/object-keys'],
  'lambda/adapters/request-handler.ts': ['lambda/federation-tokens', 'lambda/object-keys'],
  'lambda/adapters/time-limit.ts': ['lambda/secret-versions', 'lambda/user-access-keys'],
  'lambda/bundle/literal-schema-keys.ts': ['lambda/bundle'],
};

/** @returns jest's patterns for the tests of one file of `core/` or `lambda/` */
export function testsOfFile(file: string): readonly string[] {
  const name = path.basename(file, '.ts');
  // The tests of `lambda/` are in one folder.
  const mirrored = file.startsWith('lambda/') ? `lambda/${name}` : file.replace(/\.ts$/, '');
  const own = existsSync(`test/${mirrored}.test.ts`) ? [mirrored] : [];
  return [...own, ...(OTHER_TESTS[file] ?? [])].map((name) => `<rootDir>/test/${name}.test.ts`);
}
