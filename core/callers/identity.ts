import type { Claims } from './claims.ts';

/** A caller that the HTTP API's authorizer has authenticated. */
export type CallerIdentity = IamUserCaller | AssumedRoleCaller | JwtCaller;

export interface IamUserCaller {
  readonly kind: 'user';
  readonly accountId: string;
  readonly userName: string;
  readonly arn: string;
}

export interface AssumedRoleCaller {
  readonly kind: 'assumed-role';
  readonly accountId: string;
  readonly roleName: string;
  readonly sessionName: string;
  readonly arn: string;
}

/** Issuer and subject are the identity. Only these two claims identify one person forever. */
export interface JwtCaller {
  readonly kind: 'jwt';
  /** The name of the `jwt` authentication whose API was called. Grants for other authentications never apply. */
  readonly authentication: string;
  readonly issuer: string;
  readonly subject: string;
  /** A name for people. The caller may have chosen it. */
  readonly displayName: string;
  readonly claims: Claims;
}

/** The identity in audit events. */
export type AuditedCaller =
  | { readonly arn: string }
  | { readonly issuer: string; readonly subject: string; readonly name: string };

/** The whole identity as a string. Two identities never have the same string. */
export function identityText(caller: CallerIdentity): string {
  switch (caller.kind) {
    case 'user':
      return JSON.stringify([caller.kind, caller.accountId, caller.userName]);
    case 'assumed-role':
      return JSON.stringify([caller.kind, caller.accountId, caller.roleName, caller.sessionName]);
    case 'jwt':
      return JSON.stringify([caller.kind, caller.issuer, caller.subject]);
  }
}

/** A name for people. It does not identify the caller. */
export function displayNameOf(caller: CallerIdentity): string {
  switch (caller.kind) {
    case 'user':
      return caller.userName;
    case 'assumed-role':
      return caller.sessionName;
    case 'jwt':
      return caller.displayName;
  }
}

export function auditedCaller(caller: CallerIdentity): AuditedCaller {
  return caller.kind === 'jwt'
    ? { issuer: caller.issuer, subject: caller.subject, name: caller.displayName }
    : { arn: caller.arn };
}
