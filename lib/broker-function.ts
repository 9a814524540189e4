import { Aws, Lazy, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { KnownApis } from '../core/callers/known-apis.ts';
import { CURRENT } from '../core/rotation/rotation-ports.ts';
import { ENV, GRANTS_FILE } from '../lambda/environment.ts';
import type { BrokerGrants } from './broker-grants.ts';
import type { LogSettings } from './broker-log-group.ts';
import { functionCode } from './function-code.ts';
import { LateCode } from './late-code.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import { secretKeyStatements } from './secret-key-statements.ts';

/** More than the time limits of the broker's own calls add up to, and less than the 30 s that API Gateway waits. */
const TIMEOUT_SECONDS = 29;

export interface BrokerFunctionProps {
  readonly secretArn: string;
  readonly grants: BrokerGrants;
  /** Encrypts the secret. Secrets Manager's own key if absent. */
  readonly encryptionKey?: IKey;
  readonly reservedConcurrency?: number;
  readonly logs: LogSettings;
}

/** The function that answers the APIs. Its role only reads one secret. Everything else uses the key in that secret. */
export class BrokerFunction extends Construct {
  readonly role: IRole;
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: BrokerFunctionProps) {
    super(scope, id);
    const { grants, secretArn } = props;
    const broker = new LeastPrivilegeFunction(this, 'Resource', {
      description: 'Issues federation tokens and lists object keys, as the grants allow',
      code: new LateCode(
        () => grants.text,
        (text) => functionCode('broker.ts', { [GRANTS_FILE]: text }),
      ),
      environment: {
        [ENV.accountId]: Aws.ACCOUNT_ID,
        [ENV.partition]: Aws.PARTITION,
        [ENV.brokerAccessKeySecretArn]: secretArn,
        [ENV.grantNames]: Lazy.uncachedString({ produce: () => this.#namesOf(grants) }),
      },
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMegabytes: 512,
      statements: [
        new PolicyStatement({
          sid: 'ReadTheBrokerAccessKey',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [secretArn],
          conditions: { StringEquals: { 'secretsmanager:VersionStage': CURRENT } },
        }),
        ...secretKeyStatements(this, props.encryptionKey, ['kms:Decrypt']),
      ],
      reservedConcurrency: props.reservedConcurrency,
      logs: props.logs,
    });
    this.role = broker.role;
    this.handler = broker.handler;
  }

  /** The APIs refer to the function, so they exist after it. Their ids may be tokens. */
  answerOnly(apis: KnownApis): void {
    this.handler.addEnvironment(ENV.apis, Stack.of(this).toJsonString(apis));
  }

  /** Without names, the variable is absent. */
  #namesOf({ deployable: { names } }: BrokerGrants): string | undefined {
    return names.length === 0 ? undefined : Stack.of(this).toJsonString(names);
  }
}
