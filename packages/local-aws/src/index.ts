/** The entry point `local-aws`: AWS on this machine. README.md describes it. */

export type { Account } from './account.ts';
export { AwsError } from './aws-error.ts';
export type { Clock } from './clock.ts';
export type { Deployer, NeededPermission } from './cloudformation/deployer.ts';
export { supportedProperties } from './cloudformation/resource-types.ts';
export type { Stack } from './cloudformation/stack.ts';
export { StackError } from './cloudformation/stack-error.ts';
export type { DeployedResource } from './cloudformation/stack-resource.ts';
export { TemplateError } from './cloudformation/template-error.ts';
export type { Faults } from './faults.ts';
export type { AccessKey } from './iam/access-keys.ts';
export type { AuthorizationRequest } from './iam/authorizer.ts';
export type { TemporaryCredential } from './iam/credentials.ts';
export type { Role } from './iam/roles.ts';
export type { User } from './iam/users.ts';
export type { FunctionSettings } from './lambda/function-settings.ts';
export type { FunctionHandler } from './lambda/in-process-function.ts';
export type { ResultRow } from './logs/insights/run-query.ts';
export type { LogEvent } from './logs/log-group.ts';
export type { OidcIssuer } from './oidc/oidc-issuer.ts';
export { OidcIssuers } from './oidc/oidc-issuers.ts';
export type { Claims, Client, Person, SignIn } from './oidc/sign-in/people.ts';
export type { CorsConfiguration, CorsRule } from './s3/cors/cors-rule.ts';
export type { RotationOutcome } from './secrets-manager/rotations.ts';
export { type LocalAws, type LocalAwsOptions, startLocalAws } from './start.ts';
