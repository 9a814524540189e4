import type { PrincipalEntry, Statement } from './policy-document.ts';
import type { Principal } from './principal.ts';

/**
 * How a statement of a resource policy names a principal, from the least to the most specific:
 * - `account`: its account. The identity-based policies then decide.
 * - `issuer`: the user that federated it, or the role whose session it is.
 * - `direct`: the requesting principal itself, or everyone.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Naming = 'account' | 'issuer' | 'direct';

const SPECIFICITY: Readonly<Record<Naming, number>> = { account: 1, issuer: 2, direct: 3 };

/** Returns `undefined` if the statement does not name the principal. */
export function namingOf(
  principals: Statement['principals'],
  principal: Principal,
  hasBoundary: boolean,
): Naming | undefined {
  if (principals === undefined) {
    return undefined;
  }
  const namings = principals.entries.flatMap((entry) => entryNaming(entry, principal) ?? []);
  if (principals.not) {
    return !hasBoundary && isExempt(namings, principal) ? undefined : 'direct';
  }
  return mostSpecific(namings);
}

export function mostSpecific(namings: readonly Naming[]): Naming | undefined {
  return [...namings].sort((a, b) => SPECIFICITY[b] - SPECIFICITY[a])[0];
}

/**
 * NotPrincipal exempts a session only if it names the account, the role or user, and the session itself. It never
 * exempts a principal with a permissions boundary.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isExempt(namings: readonly Naming[], principal: Principal): boolean {
  const required: readonly Naming[] =
    principal.kind === 'assumed-role' || principal.kind === 'federated-user'
      ? ['account', 'issuer', 'direct']
      : principal.kind === 'user'
        ? ['account', 'direct']
        : ['direct'];
  return required.every((naming) => namings.includes(naming));
}

function entryNaming(entry: PrincipalEntry, principal: Principal): Naming | undefined {
  if (entry.value === '*') {
    return 'direct';
  }
  if (entry.type === 'Service') {
    return principal.kind === 'service' && principal.service === entry.value ? 'direct' : undefined;
  }
  if (principal.kind === 'service' || principal.kind === 'anonymous') {
    return undefined;
  }
  if (entry.value === principal.arn) {
    return 'direct';
  }
  if (entry.value === issuerArn(principal)) {
    return 'issuer';
  }
  return isAccount(entry.value, principal.accountId) ? 'account' : undefined;
}

function issuerArn(principal: Principal): string | undefined {
  switch (principal.kind) {
    case 'federated-user':
      return principal.issuer.arn;
    case 'assumed-role':
      return principal.roleArn;
    default:
      return undefined;
  }
}

function isAccount(value: string, accountId: string): boolean {
  return value === accountId || value.endsWith(`:iam::${accountId}:root`);
}
