import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { brokerLogGroup, type LogSettings } from './broker-log-group.ts';
import { RUNTIME } from './function-code.ts';

/** The name of each role's only policy. */
export const POLICY_NAME = 'LeastPrivilege';

export interface LeastPrivilegeFunctionProps {
  readonly description: string;
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly architecture: Architecture;
  /** All that the function may do, except for writing to its own log group. */
  readonly statements: readonly PolicyStatement[];
  readonly logs: LogSettings;
  /** Without it, the function shares the account's concurrency. */
  readonly reservedConcurrency?: number;
}

/** A function with its own log group and its own role. The role has no managed policy, only the statements given here. */
export class LeastPrivilegeFunction extends Construct {
  readonly role: Role;
  /** All that the role may do. */
  readonly permissions: PolicyDocument;
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: LeastPrivilegeFunctionProps) {
    super(scope, id);
    const logGroup = brokerLogGroup(this, 'Logs', props.logs);
    this.permissions = new PolicyDocument({
      statements: [
        ...props.statements,
        new PolicyStatement({
          sid: 'WriteOwnLogs',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
        }),
      ],
    });
    this.role = new Role(this, 'Role', {
      description: `Role of the function: ${props.description}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { [POLICY_NAME]: this.permissions },
    });
    this.handler = new LambdaFunction(this, 'Resource', {
      description: props.description,
      runtime: RUNTIME,
      architecture: props.architecture,
      handler: 'index.handler',
      code: props.code,
      role: this.role,
      environment: { ...props.environment },
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMegabytes,
      reservedConcurrentExecutions: props.reservedConcurrency,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    });
  }
}
