import type { Clock } from '../use-cases/ports.ts';
import type { AccessKey } from './access-key.ts';

/** The staging labels of a rotation. */
export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';

/** An access key in IAM's lists, which never contain the secret part. */
export interface ListedAccessKey {
  readonly id: string;
  /** Operators can deactivate a key. Then AWS does not accept it. */
  readonly isActive: boolean;
}

/** The broker user's access keys in IAM. */
export interface UserAccessKeys {
  /** A deleted user has none. */
  list(): Promise<readonly ListedAccessKey[]>;
  /** May create a key even if it fails, because IAM's answer can get lost. */
  create(): Promise<AccessKey>;
  /** Does nothing if the key does not exist. */
  delete(accessKeyId: string): Promise<void>;
}

/** The secret's versions in Secrets Manager. */
export interface SecretVersions {
  /** Whether the secret rotates, and the staging labels of each version by its id. */
  describe(): Promise<{ rotationEnabled: boolean; stages: ReadonlyMap<string, readonly string[]> }>;
  /** @returns the version's text, or undefined if it has none yet */
  read(version: SecretVersion): Promise<string | undefined>;
  /** A version's text cannot change. Putting the same text again does nothing, and another text fails. */
  putPending(versionId: string, text: string): Promise<void>;
  /** Removes AWSPENDING from the version, so that another rotation can start. */
  removePending(versionId: string): Promise<void>;
  moveCurrent(toVersionId: string, fromVersionId: string | undefined): Promise<void>;
}

export type SecretVersion = { readonly id: string } | { readonly stage: typeof CURRENT };

export interface RotationDependencies {
  readonly accessKeys: UserAccessKeys;
  readonly versions: SecretVersions;
  /** @returns whether AWS accepts the key. AWS does not know a new key for some seconds. */
  readonly isAccepted: (accessKey: AccessKey) => Promise<boolean>;
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** One step of one rotation. */
export interface Rotation extends RotationDependencies {
  /** The rotation's ClientRequestToken, which is the id of the version that it creates. */
  readonly versionId: string;
  /** Milliseconds since 1970. No trial starts later. */
  readonly trialsEnd: number;
}
