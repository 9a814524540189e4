import type { Claims } from './claims.ts';

/** Who calls, as the HTTP API's authorizer vouches for it. */
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

/** Issuer and subject are the identity: of all claims only they name one person for ever. */
export interface JwtCaller {
  readonly kind: 'jwt';
  readonly issuer: string;
  readonly subject: string;
  /** For people to read; its holder may have chosen it. */
  readonly displayName: string;
  readonly claims: Claims;
}

/** The identity as an audit event tells it. */
export type AuditedCaller =
  | { readonly arn: string }
  | { readonly issuer: string; readonly subject: string; readonly name: string };

/** The whole identity as one text that no other identity has. */
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

/** What people know the caller by. It names nobody for certain. */
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

/** The claims that a grant's `{claim}`s stand for. */
export function claimsOf(caller: CallerIdentity): Claims {
  return caller.kind === 'jwt' ? caller.claims : {};
}
