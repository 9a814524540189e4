import { Construct } from 'constructs';
import type { Revocation } from '../core/configuration/revocation.ts';
import type { Ceiling } from '../core/policies/ceiling.ts';
import { BrokerAccessKey } from './broker-access-key.ts';
import type { LogSettings } from './broker-log-group.ts';
import { BrokerUser } from './broker-user.ts';

export interface BrokerIdentityProps {
  readonly ceiling: Ceiling;
  readonly revocations: readonly Revocation[];
  readonly rotationDays: number;
  /** ARN of the secret's key; left out, Secrets Manager's own. */
  readonly kmsKey?: string;
  readonly logs: LogSettings;
}

/**
 * The broker user with its access key: secret, rotation and cleanup.
 *
 * One scope, so that CloudFormation replaces them together or not at all: under another id the new user gets a new secret,
 * and the old cleanup, which may delete no other user's keys, deletes the old user's.
 */
export class BrokerIdentity extends Construct {
  readonly accessKey: BrokerAccessKey;

  constructor(scope: Construct, id: string, props: BrokerIdentityProps) {
    super(scope, id);
    const { ceiling, revocations, rotationDays, kmsKey, logs } = props;
    const user = new BrokerUser(this, 'User', { ceiling, revocations });
    this.accessKey = new BrokerAccessKey(this, 'AccessKey', {
      user,
      rotationDays,
      kmsKey,
      logs,
    });
  }
}
