import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import { randomSecretAccessKey, uniqueId } from './unique-id.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_ACCESS_KEYS_PER_USER = 2;

export type AccessKeyStatus = 'Active' | 'Inactive';

export interface AccessKey {
  /** `AKIA…` */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly status: AccessKeyStatus;
  readonly createDate: Date;
}

/** The access keys of one user. */
export class AccessKeys {
  readonly #clock: Clock;
  readonly #keys = new Map<string, AccessKey>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws LimitExceeded. */
  create(): AccessKey {
    if (this.#keys.size >= MAX_ACCESS_KEYS_PER_USER) {
      throw new AwsError(
        'LimitExceeded',
        `Cannot exceed quota for AccessKeysPerUser: ${MAX_ACCESS_KEYS_PER_USER}`,
        409,
      );
    }
    const accessKey: AccessKey = {
      accessKeyId: uniqueId('AKIA'),
      secretAccessKey: randomSecretAccessKey(),
      status: 'Active',
      createDate: this.#clock.now(),
    };
    this.#keys.set(accessKey.accessKeyId, accessKey);
    return accessKey;
  }

  list(): readonly AccessKey[] {
    return [...this.#keys.values()];
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** Throws NoSuchEntity. */
  setStatus(accessKeyId: string, status: AccessKeyStatus): void {
    this.#keys.set(accessKeyId, { ...this.#get(accessKeyId), status });
  }

  /** Throws NoSuchEntity. */
  delete(accessKeyId: string): void {
    this.#get(accessKeyId);
    this.#keys.delete(accessKeyId);
  }

  #get(accessKeyId: string): AccessKey {
    const accessKey = this.#keys.get(accessKeyId);
    if (accessKey === undefined) {
      throw new AwsError(
        'NoSuchEntity',
        `The Access Key with id ${accessKeyId} cannot be found.`,
        404,
      );
    }
    return accessKey;
  }
}
