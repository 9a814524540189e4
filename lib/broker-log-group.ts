import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** How every log of the stack is kept. */
export interface LogSettings {
  readonly retentionDays: number;
  /** Whether the logs outlive the stack. */
  readonly areKept: boolean;
  /** ARN of the key that they are encrypted with; left out, CloudWatch's own. */
  readonly kmsKey?: string;
}

/** @param name left out, CloudFormation makes one */
export function brokerLogGroup(
  scope: Construct,
  id: string,
  { retentionDays, areKept, kmsKey }: LogSettings,
  name?: string,
): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName: name,
    // RetentionDays is CloudWatch's list of days as numbers; the configuration's parser admits no other.
    retention: retentionDays satisfies RetentionDays | number,
    removalPolicy: areKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    encryptionKey: kmsKey === undefined ? undefined : Key.fromKeyArn(scope, `${id}Key`, kmsKey),
  });
}
