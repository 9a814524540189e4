import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** How every log of the broker is kept. */
export interface LogSettings {
  readonly retention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** CloudWatch's own key if absent. */
  readonly encryptionKey?: IKey;
}

/** @param logGroupName CloudFormation makes a name if absent */
export function brokerLogGroup(
  scope: Construct,
  id: string,
  settings: LogSettings,
  logGroupName?: string,
): LogGroup {
  return new LogGroup(scope, id, { ...settings, logGroupName });
}
