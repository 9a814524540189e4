import { AwsError } from '../aws-error.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import { reservedNames } from './environment-variables.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { FunctionInvoker, Invocation, InvocationCaller } from './invoker.ts';
import { type FunctionHost, LocalFunction } from './local-function.ts';
import { type FunctionPermission, resourcePolicyOf } from './resource-policy.ts';

const INVOKE = 'lambda:InvokeFunction';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const TIMEOUT_SECONDS = { name: 'timeout', least: 1, most: 900 };
const MEMORY_MB = { name: 'memorySize', least: 128, most: 10_240 };

interface Entry {
  readonly localFunction: LocalFunction;
  /** By statement id. */
  readonly permissions: Map<string, FunctionPermission>;
}

/** The account's Lambda functions. */
export class Functions implements FunctionInvoker {
  readonly #host: FunctionHost;
  readonly #authorizer: Authorizer;
  readonly #entries = new Map<string, Entry>();

  constructor(host: FunctionHost, authorizer: Authorizer) {
    this.#host = host;
    this.#authorizer = authorizer;
  }

  /** Resolves to the function's ARN. Throws ResourceConflictException, InvalidParameterValueException. */
  async create(settings: FunctionSettings): Promise<string> {
    const { functionName } = settings;
    if (
      [...this.#entries.values()].some(({ localFunction }) => isNamed(localFunction, functionName))
    ) {
      throw new AwsError(
        'ResourceConflictException',
        `Function already exist: ${functionName}`,
        409,
      );
    }
    checkRange(settings.timeoutSeconds, TIMEOUT_SECONDS);
    checkRange(settings.memorySizeMb, MEMORY_MB);
    this.#checkRole(settings);
    const reserved = reservedNames(settings.variables);
    if (reserved.length > 0) {
      throw new AwsError(
        'InvalidParameterValueException',
        `Reserved environment variables are not supported: ${reserved.join(', ')}`,
      );
    }
    const localFunction = await LocalFunction.create(settings, this.#host);
    this.#entries.set(localFunction.arn, { localFunction, permissions: new Map() });
    return localFunction.arn;
  }

  /** Throws ResourceNotFoundException. */
  async delete(nameOrArn: string): Promise<void> {
    const { localFunction } = this.#get(nameOrArn);
    this.#entries.delete(localFunction.arn);
    await localFunction.delete();
  }

  /** Throws ResourceNotFoundException, ResourceConflictException. */
  addPermission(nameOrArn: string, permission: FunctionPermission): void {
    const { permissions } = this.#get(nameOrArn);
    if (permissions.has(permission.statementId)) {
      throw new AwsError(
        'ResourceConflictException',
        `The statement id (${permission.statementId}) provided already exists.`,
        409,
      );
    }
    permissions.set(permission.statementId, permission);
  }

  /** Throws ResourceNotFoundException. */
  removePermission(nameOrArn: string, statementId: string): void {
    if (!this.#get(nameOrArn).permissions.delete(statementId)) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Statement ${statementId} is not found in resource policy.`,
        404,
      );
    }
  }

  async invoke(
    functionArn: string,
    payload: unknown,
    caller: InvocationCaller,
  ): Promise<Invocation> {
    const { localFunction, permissions } = this.#get(functionArn);
    this.#authorize(localFunction.arn, permissions, caller);
    return localFunction.invoke(payload);
  }

  /**
   * Invokes as whoever deploys the stack, as CloudFormation does for custom resources: no permission of the
   * function decides, and the deployer, who is not part of the local AWS, may do anything.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html
   */
  async invokeAsDeployer(functionArn: string, payload: unknown): Promise<Invocation> {
    return this.#get(functionArn).localFunction.invoke(payload);
  }

  /** Ends all processes and removes their folders. */
  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(({ localFunction }) => localFunction.delete()));
  }

  #get(nameOrArn: string): Entry {
    const entry = [...this.#entries.values()].find(({ localFunction }) =>
      isNamed(localFunction, nameOrArn),
    );
    if (!entry) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    }
    return entry;
  }

  #checkRole({ roleArn, functionName }: FunctionSettings): void {
    try {
      this.#host.assumeRole(roleArn, functionName);
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      throw new AwsError(
        'InvalidParameterValueException',
        `The role defined for the function cannot be assumed by Lambda. (${roleArn})`,
      );
    }
  }

  #authorize(
    functionArn: string,
    permissions: ReadonlyMap<string, FunctionPermission>,
    caller: InvocationCaller,
  ): void {
    try {
      this.#authorizer.authorize({
        principal: { kind: 'service', service: caller.service },
        action: INVOKE,
        resource: functionArn,
        resourceAccount: this.#host.account.accountId,
        context: {
          ...(caller.sourceArn !== undefined && { 'aws:SourceArn': caller.sourceArn }),
          ...(caller.sourceAccount !== undefined && { 'aws:SourceAccount': caller.sourceAccount }),
        },
        resourcePolicy: resourcePolicyOf(functionArn, permissions.values()),
      });
    } catch (error) {
      // Lambda's API calls the refusal AccessDeniedException: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
      if (error instanceof AwsError && error.code === 'AccessDenied') {
        throw new AwsError('AccessDeniedException', error.message, 403);
      }
      throw error;
    }
  }
}

function isNamed(localFunction: LocalFunction, nameOrArn: string): boolean {
  return localFunction.arn === nameOrArn || localFunction.settings.functionName === nameOrArn;
}

function checkRange(value: number, { name, least, most }: typeof TIMEOUT_SECONDS): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new AwsError(
      'InvalidParameterValueException',
      `Value '${value}' at '${name}' failed to satisfy constraint: Member must have value between ${least} and ${most}`,
    );
  }
}
