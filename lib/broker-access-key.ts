import { Aws, CustomResource, Duration } from 'aws-cdk-lib';
import {
  AnyPrincipal,
  Effect,
  type IRole,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type Architecture,
  CfnPermission,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { CfnResourcePolicy, CfnRotationSchedule, CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../lambda/environment.ts';
import type { LogSettings } from './broker-log-group.ts';
import type { BrokerUser } from './broker-user.ts';
import { functionCode } from './function-code.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import { secretKeyStatements } from './secret-key-statements.ts';

export interface BrokerAccessKeyProps {
  readonly user: BrokerUser;
  readonly rotationDays: number;
  /** Encrypts the secret. Secrets Manager's own key if absent. */
  readonly encryptionKey?: IKey;
  readonly architecture: Architecture;
  readonly logs: LogSettings;
}

/**
 * The broker user's access key: the secret that holds it, the rotation that makes it, the cleanup that deletes it.
 *
 * The secret starts as `{}`. The first rotation makes the first key during deployment, so no key ever passes through
 * CloudFormation, a template or a person.
 */
export class BrokerAccessKey extends Construct {
  readonly secretArn: string;
  readonly #rotation: LeastPrivilegeFunction;
  readonly #schedule: CfnRotationSchedule;

  constructor(scope: Construct, id: string, props: BrokerAccessKeyProps) {
    super(scope, id);
    const secret = new CfnSecret(this, 'Secret', {
      description: 'Access key of the broker user. Only its rotation writes it',
      secretString: '{}',
      kmsKeyId: props.encryptionKey?.keyArn,
    });
    this.secretArn = secret.ref;

    const cleanup = this.#cleanup(props);
    this.#rotation = this.#rotationFunction(props);
    // Deletion runs in reverse order. The rotation loses its permissions first, so it cannot make a key after the cleanup.
    this.#rotation.role.node.addDependency(cleanup);
    this.#schedule = this.#rotationSchedule(props.rotationDays);
  }

  get rotation(): LambdaFunction {
    return this.#rotation.handler;
  }

  /** Denies reading the secret to everybody except this role and the rotation, whatever their own policies allow. */
  restrictReadingTo(reader: IRole): void {
    const rotation = this.#rotation.role;
    const policy = new CfnResourcePolicy(this, 'SecretPolicy', {
      secretId: this.secretArn,
      blockPublicPolicy: true,
      resourcePolicy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'OnlyBrokerAndRotationRead',
            effect: Effect.DENY,
            principals: [new AnyPrincipal()],
            actions: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
            // In a secret's own policy, `*` means the secret.
            resources: ['*'],
            conditions: {
              ArnNotEquals: { 'aws:PrincipalArn': [reader.roleArn, rotation.roleArn] },
            },
          }),
          new PolicyStatement({
            sid: 'OnlyRotationWrites',
            effect: Effect.DENY,
            principals: [new AnyPrincipal()],
            actions: ['secretsmanager:PutSecretValue'],
            resources: ['*'],
            conditions: { ArnNotEquals: { 'aws:PrincipalArn': rotation.roleArn } },
          }),
        ],
      }),
    });
    this.#schedule.node.addDependency(policy);
  }

  #cleanup(props: BrokerAccessKeyProps): CustomResource {
    const cleanup = new LeastPrivilegeFunction(this, 'Cleanup', {
      description: "Deletes the broker user's access keys when the stack is deleted",
      code: functionCode('delete-access-keys.ts'),
      environment: {},
      timeoutSeconds: 120,
      memoryMegabytes: 256,
      architecture: props.architecture,
      statements: [
        new PolicyStatement({
          sid: 'DeleteKeysOfTheBrokerUser',
          actions: ['iam:ListAccessKeys', 'iam:DeleteAccessKey'],
          resources: [props.user.arn],
        }),
      ],
      logs: props.logs,
    });
    return new CustomResource(this, 'Deletion', {
      resourceType: 'Custom::AccessKeys',
      serviceToken: cleanup.handler.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { UserName: props.user.name },
    });
  }

  #rotationFunction(props: BrokerAccessKeyProps): LeastPrivilegeFunction {
    return new LeastPrivilegeFunction(this, 'Rotation', {
      description: "Rotates the broker user's access key",
      code: functionCode('rotate-access-key.ts'),
      environment: {
        [ENV.brokerUserName]: props.user.name,
        [ENV.brokerAccessKeySecretArn]: this.secretArn,
      },
      timeoutSeconds: 120,
      memoryMegabytes: 256,
      architecture: props.architecture,
      statements: [
        new PolicyStatement({
          sid: 'RotateKeysOfTheBrokerUser',
          actions: ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys'],
          resources: [props.user.arn],
        }),
        new PolicyStatement({
          sid: 'KeepTheSecret',
          actions: [
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'secretsmanager:PutSecretValue',
            'secretsmanager:UpdateSecretVersionStage',
          ],
          resources: [this.secretArn],
        }),
        ...secretKeyStatements(this, props.encryptionKey, ['kms:Decrypt', 'kms:GenerateDataKey']),
      ],
      logs: props.logs,
    });
  }

  #rotationSchedule(rotationDays: number): CfnRotationSchedule {
    const { functionArn } = this.#rotation.handler;
    const permission = new CfnPermission(this, 'RotationPermission', {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
    });
    const schedule = new CfnRotationSchedule(this, 'RotationSchedule', {
      secretId: this.secretArn,
      rotationLambdaArn: functionArn,
      rotationRules: { automaticallyAfterDays: rotationDays },
    });
    schedule.node.addDependency(permission);
    return schedule;
  }
}
