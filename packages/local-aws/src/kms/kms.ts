import { randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import { parsePolicy } from '../iam/parse-policy.ts';
import type { Principal } from '../iam/principal.ts';
import { defaultKeyPolicy, type KmsKey } from './kms-key.ts';

export interface NewKey {
  /** JSON, as a string or as an object. By default, the default key policy. */
  readonly policy?: unknown;
  /** By default, the local AWS's own account. */
  readonly accountId?: string;
  /** A UUID. By default, a new one. */
  readonly keyId?: string;
}

/** A request of a service to KMS on behalf of its caller. */
export interface KeyUse {
  readonly caller: Extract<Principal, { readonly accountId: string }>;
  readonly action: 'kms:Decrypt' | 'kms:GenerateDataKey';
  readonly key: KmsKey;
  /** The service's name in `kms:ViaService`: `s3`. */
  readonly service: string;
  /** https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html */
  readonly encryptionContext: Readonly<Record<string, string>>;
}

/** The part of AWS KMS that other services call: keys, and the permission to use them. Nothing is encrypted. */
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

  /** Finds a key by its ARN, or by its id in that account. */
  find(arnOrKeyId: string, accountId: string): KmsKey | undefined {
    return this.#keys.get(arnOrKeyId) ?? this.#keys.get(this.#arn(accountId, arnOrKeyId));
  }

  /**
   * Checks that the caller may use the key through the service. The key policy must allow it, or must let IAM policies
   * decide: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
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
        // The suffix is the same in all partitions, according to the page above.
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
