/** `identity` covers managed and inline policies and boundaries; `trust` is a role's resource policy. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'session';

/** A policy as it was parsed from JSON: every element that may be single or a list is a list. */
export interface PolicyDocument {
  /** A document without a version is of 2008-10-17, which knows no policy variables. */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: { readonly not: boolean; readonly patterns: readonly string[] };
  /** Absent in trust policies. */
  readonly resources?: { readonly not: boolean; readonly patterns: readonly string[] };
  /** Present in resource policies alone. */
  readonly principals?: { readonly not: boolean; readonly entries: readonly PrincipalEntry[] };
  readonly conditions: readonly Condition[];
}

export interface PrincipalEntry {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | '*';
  readonly value: string;
}

export interface Condition {
  /** As written, with its `ForAllValues:` and `IfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}
