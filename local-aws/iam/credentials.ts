import type { Account } from '../account.ts';
import type { Identities } from './identities.ts';
import type { AssumedRolePrincipal, FederatedUserPrincipal, Principal } from './principal.ts';
import { randomSecretAccessKey, randomSessionToken, uniqueId } from './unique-id.ts';

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly principal: Principal;
  /** Temporary credentials alone have these two. */
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

/** Where a signature's access key id is looked up. */
export interface CredentialSource {
  /** `undefined`: no such access key, or whom it stood for is gone. */
  find(accessKeyId: string): Credential | undefined;
}

/** Every access key that signs: users' own, and those that STS issued. */
export class Credentials implements CredentialSource {
  readonly #account: Account;
  readonly #identities: Identities;
  readonly #temporary = new Map<string, TemporaryCredential>();

  constructor(account: Account, identities: Identities) {
    this.#account = account;
    this.#identities = identities;
  }

  find(accessKeyId: string): Credential | undefined {
    return this.#findTemporary(accessKeyId) ?? this.#findLongTerm(accessKeyId);
  }

  /** Makes credentials for the principal that `principalOf` builds with their access key id. */
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
   * A session outlives the access key that made it, but not the user or role it belongs to.
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
    const user = this.#identities.users.findByAccessKeyId(accessKeyId);
    const accessKey = user?.accessKeys.find(accessKeyId);
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
}

/** The part of `AROA…:SESSION` that names the role. */
export function roleIdOf(principal: AssumedRolePrincipal): string {
  return principal.userId.slice(0, principal.userId.indexOf(':'));
}
