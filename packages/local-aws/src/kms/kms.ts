import { randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import { parsePolicy } from '../iam/parse-policy.ts';
import type { Principal } from '../iam/principal.ts';
import { defaultKeyPolicy, type KmsKey } from './kms-key.ts';

export interface NewKey {
  /** JSON text, or the object that it stands for; the default key policy where absent. */
  readonly policy?: unknown;
  /** The owner; the local AWS's own account where absent. */
  readonly accountId?: string;
  /** A UUID; a new one where absent. */
  readonly keyId?: string;
}

/** What a service asks of KMS for the caller whose request it serves. */
export interface KeyUse {
  readonly caller: Extract<Principal, { readonly accountId: string }>;
  readonly action: 'kms:Decrypt' | 'kms:GenerateDataKey';
  readonly key: KmsKey;
  /** The service's name in `kms:ViaService`: `s3`. */
  readonly service: string;
  /** https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html */
  readonly encryptionContext: Readonly<Record<string, string>>;
}

/** AWS KMS as far as other services call it: keys, and who may use them. Nothing is encrypted. */
export class Kms {
  readonly #account: Account;
  readonly #authorizer: Authorizer;
  readonly #keys = new Map<string, KmsKey>();

  constructor(account: Account, authorizer: Authorizer) {
    this.#account = account;
    this.#authorizer = authorizer;
  }

  /** @throws AwsError MalformedPolicyDocument */
  createKey(input: NewKey = {}): KmsKey {
    const { partition } = this.#account;
    const accountId = input.accountId ?? this.#account.accountId;
    const keyId = input.keyId ?? randomUUID();
    const key: KmsKey = {
      arn: this.#arn(accountId, keyId),
      keyId,
      accountId,
      policy: parsePolicy(input.policy ?? defaultKeyPolicy(partition, accountId), 'resource'),
    };
    this.#keys.set(key.arn, key);
    return key;
  }

  /** By ARN, or by the id of a key in that account. */
  find(arnOrKeyId: string, accountId: string): KmsKey | undefined {
    return this.#keys.get(arnOrKeyId) ?? this.#keys.get(this.#arn(accountId, arnOrKeyId));
  }

  /**
   * Asks whether the caller may use the key in this way, through that service. The key policy must allow it, by itself
   * or by leaving it to IAM policies: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
   *
   * Condition keys: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
   *
   * @throws AwsError AccessDenied
   */
  authorizeUse({ caller, action, key, service, encryptionContext }: KeyUse): void {
    this.#authorizer.authorize({
      principal: caller,
      action,
      resource: key.arn,
      resourceAccount: key.accountId,
      context: {
        ...Object.fromEntries(
          Object.entries(encryptionContext).map(([name, value]) => [
            `kms:EncryptionContext:${name}`,
            value,
          ]),
        ),
        'kms:EncryptionContextKeys': Object.keys(encryptionContext),
        'kms:CallerAccount': caller.accountId,
        // The suffix is the same in all partitions, says the page above.
        'kms:ViaService': `${service}.${this.#account.region}.amazonaws.com`,
      },
      resourcePolicy: key.policy,
      resourcePolicyMustAllow: true,
      viaAwsService: true,
    });
  }

  #arn(accountId: string, keyId: string): string {
    const { partition, region } = this.#account;
    return `arn:${partition}:kms:${region}:${accountId}:key/${keyId}`;
  }
}
