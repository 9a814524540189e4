import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BrokerAccessKey } from './broker-access-key.ts';
import type { LogSettings } from './broker-log-group.ts';
import { BrokerUser, type BrokerUserProps } from './broker-user.ts';

export interface BrokerIdentityProps extends BrokerUserProps {
  readonly rotationDays: number;
  /** Encrypts the secret. Secrets Manager's own key if absent. */
  readonly encryptionKey?: IKey;
  readonly architecture: Architecture;
  readonly logs: LogSettings;
}

/**
 * The broker user with its access key: secret, rotation and cleanup.
 *
 * These resources share a scope. If the construct's id changes, CloudFormation therefore replaces all of them together. The new
 * user gets a new secret, and the old cleanup deletes the keys of the old user. A cleanup can delete only the keys of its own
 * user.
 */
export class BrokerIdentity extends Construct {
  readonly user: BrokerUser;
  readonly accessKey: BrokerAccessKey;

  constructor(scope: Construct, id: string, props: BrokerIdentityProps) {
    super(scope, id);
    const { ceiling, revocations, ...accessKeyProps } = props;
    this.user = new BrokerUser(this, 'User', { ceiling, revocations });
    this.accessKey = new BrokerAccessKey(this, 'AccessKey', { user: this.user, ...accessKeyProps });
  }
}
