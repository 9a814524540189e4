import { randomUUID } from 'node:crypto';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { type JsonAction, renderJsonError, runJsonAction } from '../json-protocol.ts';
import type { Kms } from '../kms/kms.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { FunctionInvoker } from '../lambda/invoker.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { type RotationOutcome, Rotations } from './rotations.ts';
import { SecretAccess } from './secret-access.ts';
import { secretActions } from './secret-actions.ts';
import { SecretEncryption } from './secret-encryption.ts';
import { Secrets } from './secrets.ts';

const TARGET_PREFIX = 'secretsmanager';

export interface SecretsManagerServiceProperties {
  readonly account: Account;
  readonly clock: Clock;
  readonly authorizer: Authorizer;
  readonly kms: Kms;
  readonly functions: FunctionInvoker;
}

export interface SecretConfiguration {
  readonly name: string;
  readonly description?: string;
  /** Without it, the secret has no version. */
  readonly secretString?: string;
  /** An ARN, or the id of a key in the account. By default, Secrets Manager's own key. */
  readonly kmsKeyId?: string;
}

export interface SecretUpdate {
  readonly secretId: string;
  readonly description: string | undefined;
  readonly secretString: string | undefined;
  /** By default, Secrets Manager's own key. */
  readonly kmsKeyId?: string;
}

export interface RotationSchedule {
  readonly secretId: string;
  readonly functionArn: string;
  readonly automaticallyAfterDays: number;
  readonly rotateImmediately: boolean;
}

/**
 * AWS Secrets Manager in memory. Requests come through `handle`. The other methods act as CloudFormation does, and need
 * no permission.
 */
export class SecretsManagerService implements Service {
  readonly signingName = 'secretsmanager';
  readonly renderError = renderJsonError;
  readonly #clock: Clock;
  readonly #secrets: Secrets;
  readonly #encryption: SecretEncryption;
  readonly #rotations: Rotations;
  readonly #actions: ReadonlyMap<string, JsonAction>;

  constructor({ account, clock, authorizer, kms, functions }: SecretsManagerServiceProperties) {
    this.#clock = clock;
    this.#secrets = new Secrets(account);
    this.#encryption = new SecretEncryption(account, kms);
    this.#rotations = new Rotations({ account, clock, functions });
    this.#actions = secretActions({
      clock,
      access: new SecretAccess(account, authorizer, this.#secrets),
      encryption: this.#encryption,
      rotations: this.#rotations,
    });
  }

  /**
   * @returns the secret's ARN
   * @throws AwsError EncryptionFailure, InvalidParameterException, ResourceExistsException
   */
  createSecret({ name, description, secretString, kmsKeyId }: SecretConfiguration): string {
    const now = this.#clock.now();
    const kmsKey = this.#keyOf(kmsKeyId);
    const secret = this.#secrets.create({ name, description, kmsKey, createdAt: now });
    if (secretString !== undefined) {
      const value = { kind: 'SecretString', content: secretString } as const;
      secret.versions.put(randomUUID(), value, [], now);
    }
    return secret.arn;
  }

  /**
   * Without `secretString`, no version is created.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
   *
   * @throws AwsError EncryptionFailure, ResourceNotFoundException
   */
  updateSecret({ secretId, description, secretString, kmsKeyId }: SecretUpdate): void {
    const secret = this.#secrets.get(secretId);
    const now = this.#clock.now();
    secret.kmsKey = this.#keyOf(kmsKeyId);
    secret.description = description;
    secret.lastChangedAt = now;
    if (secretString !== undefined) {
      secret.putValue(randomUUID(), { kind: 'SecretString', content: secretString }, [], now);
    }
  }

  /** Deletes at once, without a recovery window, as CloudFormation does. */
  deleteSecret(secretId: string): void {
    this.#secrets.delete(this.#secrets.get(secretId));
  }

  putResourcePolicy(secretId: string, policy: PolicyDocument): void {
    this.#secrets.get(secretId).resourcePolicy = policy;
  }

  /** Returns the resource policy of the secret, if it has one. Throws ResourceNotFoundException. */
  policyOf(secretId: string): PolicyDocument | undefined {
    return this.#secrets.get(secretId).resourcePolicy;
  }

  deleteResourcePolicy(secretId: string): void {
    this.#secrets.get(secretId).resourcePolicy = undefined;
  }

  /**
   * Sets function and schedule. Starts a rotation, or a test of the function.
   *
   * @throws AwsError InvalidRequestException if a rotation is unfinished. Function and schedule are then unchanged
   */
  configureRotation(schedule: RotationSchedule): void {
    const secret = this.#secrets.get(schedule.secretId);
    const before = secret.rotation;
    secret.rotation = {
      functionArn: schedule.functionArn,
      automaticallyAfterDays: schedule.automaticallyAfterDays,
      configuredAt: this.#clock.now(),
      enabled: true,
    };
    try {
      if (schedule.rotateImmediately) {
        this.#rotations.start(secret, randomUUID());
      } else {
        this.#rotations.startTest(secret, randomUUID());
      }
    } catch (error) {
      secret.rotation = before;
      throw error;
    }
  }

  /** A running rotation stops before its next step and does not move AWSPENDING. */
  cancelRotation(secretId: string): void {
    const secret = this.#secrets.get(secretId);
    if (secret.rotation === undefined) {
      throw new AwsError(
        'InvalidRequestException',
        'No Lambda rotation function ARN is associated with this secret.',
      );
    }
    secret.rotation = { ...secret.rotation, enabled: false };
  }

  /** Resolves to the result of the running or latest rotation, or to undefined if there was none. */
  rotationSettled(secretId: string): Promise<RotationOutcome | undefined> {
    return this.#rotations.settled(this.#secrets.get(secretId));
  }

  /** Rotates every secret that is due, and waits for the results. */
  runDueRotations(): Promise<readonly RotationOutcome[]> {
    return this.#rotations.runDue(this.#secrets.all());
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return runJsonAction(request, TARGET_PREFIX, this.#actions);
  }

  #keyOf(kmsKeyId: string | undefined): KmsKey | undefined {
    return kmsKeyId === undefined ? undefined : this.#encryption.findKey(kmsKeyId);
  }
}
