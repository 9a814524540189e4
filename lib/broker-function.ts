import { Aws } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CURRENT } from '../core/rotation/rotation-ports.ts';
import { ENV, GRANTS_FILE } from '../lambda/environment.ts';
import type { LogSettings } from './broker-log-group.ts';
import { functionCode } from './function-code.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import { secretKeyStatements } from './secret-key-statements.ts';

/** The longest that the broker's own upstream time limits add up to, and below the 30 s that API Gateway waits. */
const TIMEOUT_SECONDS = 29;

export interface BrokerFunctionProps {
  readonly secretArn: string;
  /** The claim that people know a caller with a token by; left out, callers have none. */
  readonly nameClaim?: string;
  /** The grants file's text, checked before. */
  readonly grants: string;
  /** ARN of the secret's key; left out, Secrets Manager's own. */
  readonly kmsKey?: string;
  readonly reservedConcurrency?: number;
  readonly logs: LogSettings;
}

/** The function that answers the API. Its role reads one secret; all else it does with the key in that secret. */
export class BrokerFunction extends Construct {
  readonly role: IRole;
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: BrokerFunctionProps) {
    super(scope, id);
    const broker = new LeastPrivilegeFunction(this, 'Resource', {
      description: 'Issues federation tokens and lists object keys, as the grants allow',
      code: functionCode('broker.ts', { [GRANTS_FILE]: props.grants }),
      environment: {
        [ENV.accountId]: Aws.ACCOUNT_ID,
        [ENV.partition]: Aws.PARTITION,
        ...(props.nameClaim === undefined ? {} : { [ENV.nameClaim]: props.nameClaim }),
        [ENV.brokerAccessKeySecretArn]: props.secretArn,
      },
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMegabytes: 512,
      statements: [
        new PolicyStatement({
          sid: 'ReadTheBrokerAccessKey',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [props.secretArn],
          conditions: { StringEquals: { 'secretsmanager:VersionStage': CURRENT } },
        }),
        ...secretKeyStatements(this, props.kmsKey, ['kms:Decrypt']),
      ],
      reservedConcurrency: props.reservedConcurrency,
      logs: props.logs,
    });
    this.role = broker.role;
    this.handler = broker.handler;
  }
}
