import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Requester } from '../iam/authorizer.ts';
import type { KeyUse, Kms } from '../kms/kms.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { Secret } from './secret.ts';

/**
 * Which KMS key a secret is encrypted with, and whether the caller may use it. No key stands for Secrets Manager's own,
 * `aws/secretsmanager`, which asks for no permission.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export class SecretEncryption {
  readonly #account: Account;
  readonly #kms: Kms;

  constructor(account: Account, kms: Kms) {
    this.#account = account;
    this.#kms = kms;
  }

  /**
   * By ARN, or by the id of a key in the account.
   *
   * @throws AwsError EncryptionFailure: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
   */
  findKey(arnOrKeyId: string): KmsKey {
    const key = this.#kms.find(arnOrKeyId, this.#account.accountId);
    if (key === undefined) {
      throw new AwsError(
        'EncryptionFailure',
        "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is available, enabled, and not in an invalid state.",
      );
    }
    return key;
  }

  /** @throws AwsError AccessDeniedException */
  authorizeReading(secret: Secret, versionId: string, requester: Requester): void {
    this.#authorize('kms:Decrypt', secret, versionId, requester);
  }

  /**
   * A version that has a value is decrypted, because the new value must equal it; every other value needs a data key.
   *
   * @throws AwsError AccessDeniedException
   */
  authorizeWriting(secret: Secret, versionId: string, requester: Requester): void {
    const hasValue = secret.versions.byId(versionId)?.value !== undefined;
    const action = hasValue ? 'kms:Decrypt' : 'kms:GenerateDataKey';
    this.#authorize(action, secret, versionId, requester);
  }

  #authorize(
    action: KeyUse['action'],
    { kmsKey: key, arn }: Secret,
    versionId: string,
    { principal }: Requester,
  ): void {
    if (key === undefined) {
      return;
    }
    if (!('accountId' in principal)) {
      throw accessDenied();
    }
    const encryptionContext = { SecretARN: arn, SecretVersionId: versionId };
    try {
      this.#kms.authorizeUse({
        caller: principal,
        action,
        key,
        service: 'secretsmanager',
        encryptionContext,
      });
    } catch (error) {
      throw error instanceof AwsError && error.code === 'AccessDenied' ? accessDenied() : error;
    }
  }
}

/**
 * AWS says no more, neither who nor which action, and documents not even that.
 * Seen: https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas/issues/53
 */
function accessDenied(): AwsError {
  return new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
}
