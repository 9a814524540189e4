import type { PolicyDocument } from '../iam/policy-document.ts';
import { SecretVersions } from './secret-versions.ts';

const MILLISECONDS_PER_DAY = 86_400_000;

export interface RotationConfiguration {
  readonly functionArn: string;
  readonly automaticallyAfterDays: number;
  /** The schedule counts from here until the first rotation. */
  readonly configuredAt: Date;
  /** A cancelled rotation keeps its function, as DescribeSecret shows. */
  readonly enabled: boolean;
}

export interface SecretProperties {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly createdAt: Date;
}

/** One secret: what CloudFormation configured, and its versions. */
export class Secret {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly createdAt: Date;
  readonly versions = new SecretVersions();
  resourcePolicy: PolicyDocument | undefined;
  rotation: RotationConfiguration | undefined;
  lastChangedAt: Date;
  lastRotatedAt: Date | undefined;

  constructor(properties: SecretProperties) {
    this.arn = properties.arn;
    this.name = properties.name;
    this.description = properties.description;
    this.kmsKeyId = properties.kmsKeyId;
    this.createdAt = properties.createdAt;
    this.lastChangedAt = properties.createdAt;
  }

  /** Undefined where nothing rotates the secret. */
  nextRotationAt(): Date | undefined {
    if (this.rotation === undefined || !this.rotation.enabled) {
      return undefined;
    }
    const since = this.lastRotatedAt ?? this.rotation.configuredAt;
    return new Date(since.getTime() + this.rotation.automaticallyAfterDays * MILLISECONDS_PER_DAY);
  }
}
