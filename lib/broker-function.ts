import { Aws, Lazy, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { KnownApis } from '../core/callers/known-apis.ts';
import { InvalidInput } from '../core/problems.ts';
import { CURRENT } from '../core/rotation/rotation-ports.ts';
import { ENV, GRANTS_FILE } from '../lambda/environment.ts';
import type { BrokerGrants } from './broker-grants.ts';
import type { LogSettings } from './broker-log-group.ts';
import { functionCode } from './function-code.ts';
import { LateCode } from './late-code.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import { longestListOf } from './name-tokens.ts';
import { secretKeyStatements } from './secret-key-statements.ts';

/** More than the time limits of the broker's own calls add up to, and less than the 30 s that API Gateway waits. */
const TIMEOUT_SECONDS = 29;

/**
 * Bytes of names and values of all variables.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const ENVIRONMENT_MAX = 4096;

/**
 * Replaces values that are known only when the stack is deployed. Each value has the greatest possible length. CloudFormation
 * generates the secret's name.
 */
const LONGEST_ENVIRONMENT = {
  [ENV.accountId]: '111122223333',
  [ENV.partition]: 'aws-us-gov',
  [ENV.brokerAccessKeySecretArn]: `arn:aws-us-gov:secretsmanager:ap-southeast-1:111122223333:secret:${'x'.repeat(275)}`,
};

export interface BrokerFunctionProps {
  readonly secretArn: string;
  readonly grants: BrokerGrants;
  /** Encrypts the secret. Secrets Manager's own key if absent. */
  readonly encryptionKey?: IKey;
  readonly architecture: Architecture;
  readonly reservedConcurrency?: number;
  readonly logs: LogSettings;
}

/** The function that answers the APIs. Its role only reads one secret. Everything else uses the key in that secret. */
export class BrokerFunction extends Construct {
  readonly role: IRole;
  readonly handler: LambdaFunction;
  readonly #grants: BrokerGrants;
  #apis: KnownApis | undefined;

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
        [ENV.grantNames]: Lazy.uncachedString({ produce: () => this.#grantNames() }),
      },
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMegabytes: 512,
      architecture: props.architecture,
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
    this.#grants = grants;
  }

  /** The APIs refer to the function, so they exist after it. Their ids may be tokens. */
  answerOnly(apis: KnownApis): void {
    this.#apis = apis;
    this.handler.addEnvironment(ENV.apis, Stack.of(this).toJsonString(apis));
  }

  /** Throws InvalidInput if the variables may not fit in the environment of a function. */
  checkEnvironment(): void {
    const { names } = this.#grants.deployable;
    const variables = Object.entries({
      ...LONGEST_ENVIRONMENT,
      [ENV.apis]: JSON.stringify(this.#apis),
      [ENV.grantNames]: longestListOf(names),
    });
    const bytes = Buffer.byteLength(variables.flat().join(''));
    if (bytes > ENVIRONMENT_MAX) {
      throw new InvalidInput([
        `grants: the variables of the broker function need up to ${bytes} bytes, and Lambda allows ${ENVIRONMENT_MAX}; ` +
          `set the names of some of the ${names.length} buckets, roles and users whose names are known only when the stack ` +
          'is deployed, or accept fewer audiences',
      ]);
    }
  }

  /** Without names, the variable is absent. */
  #grantNames(): string | undefined {
    const { names } = this.#grants.deployable;
    return names.length === 0 ? undefined : Stack.of(this).toJsonString(names);
  }
}
