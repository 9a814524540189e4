/** A policy as IAM and STS take it in JSON. */
export interface PolicyDocument {
  /** The one version that knows the escapes of `escapeForPolicy`. */
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

/** Without white space. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MANAGED_POLICY_MAX_CHARACTERS = 6144;

/**
 * Makes `*`, `?` and `$` stand for themselves in a Resource or a StringLike value.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function escapeForPolicy(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`);
}
