import type { Clock } from '../use-cases/ports.ts';
import type { AccessKey } from './access-key.ts';

/** The staging labels of a rotation. */
export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';

/** An access key as IAM lists it, which never shows the secret part. */
export interface ListedAccessKey {
  readonly id: string;
  /** AWS accepts no key that an operator has deactivated. */
  readonly isActive: boolean;
}

/** The broker user's access keys in IAM. */
export interface UserAccessKeys {
  /** A user who is gone has none. */
  list(): Promise<readonly ListedAccessKey[]>;
  /** May leave a key behind when it fails: IAM may have made one and its answer got lost. */
  create(): Promise<AccessKey>;
  /** Does nothing where the key is gone. */
  delete(accessKeyId: string): Promise<void>;
}

/** The secret's versions in Secrets Manager. */
export interface SecretVersions {
  /** Whether the secret rotates, and the staging labels of each version by its id. */
  describe(): Promise<{ rotationEnabled: boolean; stages: ReadonlyMap<string, readonly string[]> }>;
  /** @returns the version's text, or undefined where it has none yet. */
  read(version: SecretVersion): Promise<string | undefined>;
  /** A version's text can be put once: the same again does nothing, another one fails. */
  putPending(versionId: string, text: string): Promise<void>;
  /** Takes AWSPENDING from the version, so that another rotation can start. */
  removePending(versionId: string): Promise<void>;
  moveCurrent(toVersionId: string, fromVersionId: string | undefined): Promise<void>;
}

export type SecretVersion = { readonly id: string } | { readonly stage: typeof CURRENT };

export interface RotationDependencies {
  readonly accessKeys: UserAccessKeys;
  readonly versions: SecretVersions;
  /** @returns whether AWS accepts the key by now: a new one is unknown for some seconds. */
  readonly isAccepted: (accessKey: AccessKey) => Promise<boolean>;
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** One step of one rotation. */
export interface Rotation extends RotationDependencies {
  /** The rotation's ClientRequestToken: the id of the version that it makes. */
  readonly versionId: string;
  /** Milliseconds since 1970; no trial starts later. */
  readonly trialsEnd: number;
}
