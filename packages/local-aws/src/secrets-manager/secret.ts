import type { PolicyDocument } from '../iam/policy-document.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { SecretValue } from './secret-value.ts';
import { SecretVersions } from './secret-versions.ts';
import { AWSCURRENT } from './staging-label.ts';

const MILLISECONDS_PER_DAY = 86_400_000;

export interface RotationConfiguration {
  readonly functionArn: string;
  readonly automaticallyAfterDays: number;
  /** The schedule starts here until the first rotation. */
  readonly configuredAt: Date;
  /** A cancelled rotation keeps its function, which DescribeSecret shows. */
  readonly enabled: boolean;
}

export interface SecretProperties {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKey: KmsKey | undefined;
  readonly createdAt: Date;
}

/** A secret: its configuration, and its versions. */
export class Secret {
  readonly arn: string;
  readonly name: string;
  description: string | undefined;
  /** Encrypts all versions. If undefined, Secrets Manager's own key does. */
  kmsKey: KmsKey | undefined;
  readonly createdAt: Date;
  readonly versions = new SecretVersions();
  resourcePolicy: PolicyDocument | undefined;
  rotation: RotationConfiguration | undefined;
  lastChangedAt: Date;
  lastRotatedAt: Date | undefined;
  #currentValuePutAt: Date | undefined;

  constructor(properties: SecretProperties) {
    this.arn = properties.arn;
    this.name = properties.name;
    this.description = properties.description;
    this.kmsKey = properties.kmsKey;
    this.createdAt = properties.createdAt;
    this.lastChangedAt = properties.createdAt;
  }

  /**
   * A new value that becomes AWSCURRENT at once counts as a rotation for the schedule.
   * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
   *
   * @throws AwsError ResourceExistsException if the version has another value
   */
  putValue(id: string, value: SecretValue, labels: readonly string[], now: Date): void {
    const current = this.versions.byLabel(AWSCURRENT)?.id;
    this.versions.put(id, value, labels, now);
    this.lastChangedAt = now;
    if (this.versions.byLabel(AWSCURRENT)?.id !== current) {
      this.#currentValuePutAt = now;
    }
  }

  /**
   * In the past if a due rotation has not succeeded. Undefined if the secret has no rotation.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
   */
  nextRotationAt(): Date | undefined {
    if (this.rotation === undefined || !this.rotation.enabled) {
      return undefined;
    }
    const since = Math.max(
      (this.lastRotatedAt ?? this.rotation.configuredAt).getTime(),
      this.#currentValuePutAt?.getTime() ?? 0,
    );
    return new Date(since + this.rotation.automaticallyAfterDays * MILLISECONDS_PER_DAY);
  }
}
