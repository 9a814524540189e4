import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Requester } from '../iam/authorizer.ts';
import type { KeyUse, Kms } from '../kms/kms.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { Secret } from './secret.ts';

/**
 * Finds the KMS key of a secret, and checks that the caller may use it. A secret without a key uses
 * `aws/secretsmanager`, Secrets Manager's own key, which needs no permission.
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
   * Finds a key by its ARN, or by its id in the account.
   *
   * @throws AwsError EncryptionFailure:
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
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
   * A version that already has a value is decrypted, because the new value must be equal. Otherwise a data key is
   * needed.
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
 * AWS names neither principal nor action, and documents no message. Observed in
 * https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas/issues/53
 */
function accessDenied(): AwsError {
  return new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
}
