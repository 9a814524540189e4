import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Identities } from './identities.ts';
import type { AssumedRolePrincipal, FederatedUserPrincipal, Principal } from './principal.ts';
import { randomSecretAccessKey, randomSessionToken, uniqueId } from './unique-id.ts';

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly principal: Principal;
  /** Only temporary credentials have these two. */
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface TemporaryCredential<P extends SessionPrincipal = SessionPrincipal>
  extends Credential {
  readonly sessionToken: string;
  readonly expiration: Date;
  readonly principal: P;
}

export type SessionPrincipal = AssumedRolePrincipal | FederatedUserPrincipal;

/** Looks up the access key id of a signature. */
export interface CredentialSource {
  /** Returns `undefined` if the access key does not exist, or if its user or role was deleted. */
  find(accessKeyId: string): Credential | undefined;
}

/** The time until a change of a user's access key affects the verification of signatures. */
export interface AccessKeyPropagation {
  readonly clock: Clock;
  readonly seconds: number;
}

/** Every access key that can sign: those of users, and those that STS issued. */
export class Credentials implements CredentialSource {
  readonly #account: Account;
  readonly #identities: Identities;
  readonly #propagation: AccessKeyPropagation | undefined;
  readonly #temporary = new Map<string, TemporaryCredential>();

  /** Without `propagation`, a change of an access key takes effect at once. */
  constructor(account: Account, identities: Identities, propagation?: AccessKeyPropagation) {
    this.#account = account;
    this.#identities = identities;
    this.#propagation = propagation;
  }

  find(accessKeyId: string): Credential | undefined {
    return this.#findTemporary(accessKeyId) ?? this.#findLongTerm(accessKeyId);
  }

  /** Issues credentials. `principalOf` builds the principal with their access key id. */
  issue<P extends SessionPrincipal>(
    expiration: Date,
    principalOf: (accessKeyId: string) => P,
  ): TemporaryCredential<P> {
    const accessKeyId = uniqueId('ASIA');
    const credential = {
      accessKeyId,
      secretAccessKey: randomSecretAccessKey(),
      sessionToken: randomSessionToken(),
      expiration,
      principal: principalOf(accessKeyId),
    };
    this.#temporary.set(accessKeyId, credential);
    return credential;
  }

  /**
   * A session outlives the access key that created it, but not its user or role.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html
   */
  #findTemporary(accessKeyId: string): TemporaryCredential | undefined {
    const credential = this.#temporary.get(accessKeyId);
    if (credential === undefined) {
      return undefined;
    }
    const { principal } = credential;
    const owner =
      principal.kind === 'federated-user'
        ? this.#identities.users.findById(principal.issuer.userId)
        : this.#identities.roles.findById(roleIdOf(principal));
    return owner === undefined ? undefined : credential;
  }

  #findLongTerm(accessKeyId: string): Credential | undefined {
    const asOf = this.#propagatedUntil();
    const user = this.#identities.users.findByAccessKeyId(accessKeyId, asOf);
    const accessKey = user?.accessKeys.find(accessKeyId, asOf);
    if (user === undefined || accessKey?.status !== 'Active') {
      return undefined;
    }
    return {
      accessKeyId,
      secretAccessKey: accessKey.secretAccessKey,
      principal: {
        kind: 'user',
        accountId: this.#account.accountId,
        userName: user.userName,
        arn: user.arn,
        userId: user.userId,
        accessKeyId,
      },
    };
  }

  /** Changes of access keys after this time have not propagated yet. Undefined if all have. */
  #propagatedUntil(): Date | undefined {
    if (this.#propagation === undefined) {
      return undefined;
    }
    const { clock, seconds } = this.#propagation;
    return new Date(clock.now().getTime() - seconds * 1000);
  }
}

/** Returns the role's part of `AROA…:SESSION`. */
export function roleIdOf(principal: AssumedRolePrincipal): string {
  return principal.userId.slice(0, principal.userId.indexOf(':'));
}
