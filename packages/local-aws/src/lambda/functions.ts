import { AwsError } from '../aws-error.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import type { FunctionSettings } from './function-settings.ts';
import { type FunctionHandler, InProcessFunction } from './in-process-function.ts';
import type { FunctionInvoker, Invocation, InvocationCaller } from './invoker.ts';
import { type FunctionHost, LocalFunction } from './local-function.ts';
import { PlannedCrash } from './planned-crash.ts';
import { type FunctionPermission, resourcePolicyOf } from './resource-policy.ts';
import { checkSettings } from './settings-check.ts';
import { traceIdOf } from './trace-header.ts';

const INVOKE = 'lambda:InvokeFunction';

type AnyFunction = LocalFunction | InProcessFunction;

interface Entry {
  localFunction: AnyFunction;
  /** Earlier code and configurations that still have running invocations. */
  earlier: readonly AnyFunction[];
  /** By statement id. */
  readonly permissions: Map<string, FunctionPermission>;
  crash?: PlannedCrash;
}

/** The account's Lambda functions. */
export class Functions implements FunctionInvoker {
  readonly #host: FunctionHost;
  readonly #authorizer: Authorizer;
  readonly #handler: FunctionHandler | undefined;
  readonly #entries = new Map<string, Entry>();

  /** @param handler answers in place of the code of every function */
  constructor(host: FunctionHost, authorizer: Authorizer, handler?: FunctionHandler) {
    this.#host = host;
    this.#authorizer = authorizer;
    this.#handler = handler;
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
    checkSettings(settings);
    this.#checkRole(settings);
    const localFunction = await this.#make(settings);
    this.#entries.set(localFunction.arn, { localFunction, earlier: [], permissions: new Map() });
    return localFunction.arn;
  }

  /**
   * Changes code and configuration. Later invocations use them in new processes. Running invocations finish with the
   * old ones.
   * Throws ResourceNotFoundException, InvalidParameterValueException.
   * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
   */
  async update(settings: FunctionSettings): Promise<void> {
    const entry = this.#get(settings.functionName);
    checkSettings(settings);
    this.#checkRole(settings);
    const { localFunction, earlier } = entry;
    entry.localFunction = await this.#make(settings);
    entry.earlier = [...earlier.filter(({ busy }) => busy), localFunction];
    await localFunction.drain();
  }

  /** Ends running invocations. Throws ResourceNotFoundException. */
  async delete(nameOrArn: string): Promise<void> {
    const entry = this.#get(nameOrArn);
    this.#entries.delete(entry.localFunction.arn);
    await end(entry);
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

  /** Returns the function's resource policy. Throws ResourceNotFoundException. */
  policyOf(nameOrArn: string): PolicyDocument {
    const { localFunction, permissions } = this.#get(nameOrArn);
    return resourcePolicyOf(localFunction.arn, permissions.values());
  }

  async invoke(
    functionArn: string,
    payload: unknown,
    caller: InvocationCaller,
  ): Promise<Invocation> {
    const { localFunction } = this.#get(functionArn);
    this.#authorize(localFunction.arn, caller);
    return localFunction.invoke(payload);
  }

  /**
   * Invokes as the deployer of the stack, as CloudFormation does for custom resources. The deployer is outside the
   * local AWS and may do everything, so the function's permissions do not decide.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html
   */
  async invokeAsDeployer(functionArn: string, payload: unknown): Promise<Invocation> {
    return this.#get(functionArn).localFunction.invoke(payload);
  }

  /**
   * Kills the function's process once, after AWS completed `calls` more calls of the function and before the last
   * answer reaches it. Calls of all invocations count, with all credentials. Replaces an earlier plan.
   *
   * Calls are recognized by the tracing header that AWS SDKs send. Calls during initialization have none and do not
   * count.
   * Throws ResourceNotFoundException, RangeError.
   */
  crashAfter(nameOrArn: string, calls: number): PlannedCrash {
    const crash = new PlannedCrash(calls);
    this.#get(nameOrArn).crash = crash;
    return crash;
  }

  /** The endpoint reports each call that AWS completed and has not answered yet, by its tracing header. */
  reportCall(traceHeader: string): void {
    const traceId = traceIdOf(traceHeader);
    if (traceId === undefined) {
      return;
    }
    for (const { localFunction, earlier, crash } of this.#entries.values()) {
      for (const each of [localFunction, ...earlier]) {
        const process = each.processOf(traceId);
        if (process !== undefined && crash?.countCall()) {
          process.kill();
        }
      }
    }
  }

  /** Ends all processes and removes their folders. */
  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(end));
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

  async #make(settings: FunctionSettings): Promise<AnyFunction> {
    return this.#handler === undefined
      ? LocalFunction.create(settings, this.#host)
      : new InProcessFunction(settings, this.#host.account, this.#handler);
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

  #authorize(functionArn: string, caller: InvocationCaller): void {
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
        resourcePolicy: this.policyOf(functionArn),
      });
    } catch (error) {
      // Lambda names this error AccessDeniedException: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
      if (error instanceof AwsError && error.code === 'AccessDenied') {
        throw new AwsError('AccessDeniedException', error.message, 403);
      }
      throw error;
    }
  }
}

async function end({ localFunction, earlier }: Entry): Promise<void> {
  await Promise.all([localFunction, ...earlier].map((each) => each.delete()));
}

function isNamed(localFunction: AnyFunction, nameOrArn: string): boolean {
  return localFunction.arn === nameOrArn || localFunction.settings.functionName === nameOrArn;
}
