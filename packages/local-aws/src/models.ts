/**
 * The entry point `local-aws/models`: the state of single AWS resources, without servers. A simulation can have
 * thousands of them.
 */

export { type ThrottleSettings, TokenBucket } from './api-gateway/token-bucket.ts';
export { type AccessKey, AccessKeys } from './iam/access-keys.ts';
export { type SecretVersion, SecretVersions } from './secrets-manager/secret-versions.ts';
