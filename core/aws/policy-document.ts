/** A policy in the JSON of IAM and STS. */
export interface PolicyDocument {
  /** Only this version has the escapes of `escapeForPolicy`. */
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  /** Operator → condition key → values. */
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const SESSION_POLICY_MAX_CHARACTERS = 2048;

/** White space does not count. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MANAGED_POLICY_MAX_CHARACTERS = 6144;

/**
 * Escapes `*`, `?` and `$` in a Resource or a StringLike value, so that they match only themselves.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function escapeForPolicy(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`);
}
