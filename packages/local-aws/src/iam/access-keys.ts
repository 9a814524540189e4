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

interface AccessKeyChange {
  readonly at: Date;
  /** Absent if the key was deleted. */
  readonly accessKey?: AccessKey;
}

/** The access keys of one user. */
export class AccessKeys {
  readonly #clock: Clock;
  readonly #keys = new Map<string, AccessKey>();
  /** By access key id, oldest first. */
  readonly #changes = new Map<string, AccessKeyChange[]>();

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
    this.#set(accessKey);
    return accessKey;
  }

  list(): readonly AccessKey[] {
    return [...this.#keys.values()];
  }

  /** Returns the key as it is now, or as it was at the time `asOf`. */
  find(accessKeyId: string, asOf?: Date): AccessKey | undefined {
    return asOf === undefined
      ? this.#keys.get(accessKeyId)
      : this.#changes.get(accessKeyId)?.findLast(({ at }) => at <= asOf)?.accessKey;
  }

  /** Throws NoSuchEntity. */
  setStatus(accessKeyId: string, status: AccessKeyStatus): void {
    this.#set({ ...this.#get(accessKeyId), status });
  }

  /** Throws NoSuchEntity. */
  delete(accessKeyId: string): void {
    this.#get(accessKeyId);
    this.#keys.delete(accessKeyId);
    this.#record(accessKeyId, undefined);
  }

  #set(accessKey: AccessKey): void {
    this.#keys.set(accessKey.accessKeyId, accessKey);
    this.#record(accessKey.accessKeyId, accessKey);
  }

  #record(accessKeyId: string, accessKey: AccessKey | undefined): void {
    const changes = this.#changes.get(accessKeyId) ?? [];
    this.#changes.set(accessKeyId, [...changes, { at: this.#clock.now(), accessKey }]);
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
