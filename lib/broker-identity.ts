import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BrokerAccessKey } from './broker-access-key.ts';
import type { LogSettings } from './broker-log-group.ts';
import { BrokerUser, type BrokerUserProps } from './broker-user.ts';

export interface BrokerIdentityProps extends BrokerUserProps {
  readonly rotationDays: number;
  /** Encrypts the secret. Secrets Manager's own key if absent. */
  readonly encryptionKey?: IKey;
  readonly logs: LogSettings;
}

/**
 * The broker user with its access key: secret, rotation and cleanup.
 *
 * They share a scope, so CloudFormation replaces all of them or none. Under another id, the new user gets a new secret. The
 * old cleanup, which can delete only the old user's keys, deletes those.
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
