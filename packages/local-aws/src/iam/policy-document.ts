/** `identity` is for managed policies, inline policies and boundaries, `trust` for the resource policy of a role. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'session';

/** A parsed policy. Elements that can be a single value or a list are always lists. */
export interface PolicyDocument {
  /** A document without a version has version 2008-10-17, which has no policy variables. */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: { readonly not: boolean; readonly patterns: readonly string[] };
  /** Absent in trust policies. */
  readonly resources?: { readonly not: boolean; readonly patterns: readonly string[] };
  /** Only resource policies have principals. */
  readonly principals?: { readonly not: boolean; readonly entries: readonly PrincipalEntry[] };
  readonly conditions: readonly Condition[];
}

export interface PrincipalEntry {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | '*';
  readonly value: string;
}

export interface Condition {
  /** As in the policy, including `ForAllValues:` and `IfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}
