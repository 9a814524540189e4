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
  /** Earlier code and configurations that still have invocations under way. */
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

  /** @param handler answers in place of every function's code */
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
   * Puts code and configuration in force for the invocations that follow, in new processes; those under way end on the
   * old ones. Throws ResourceNotFoundException, InvalidParameterValueException.
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

  /** Ends invocations under way. Throws ResourceNotFoundException. */
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

  /** The function's resource policy. Throws ResourceNotFoundException. */
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
   * Invokes as whoever deploys the stack, as CloudFormation does for custom resources: no permission of the
   * function decides, and the deployer, who is not part of the local AWS, may do anything.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html
   */
  async invokeAsDeployer(functionArn: string, payload: unknown): Promise<Invocation> {
    return this.#get(functionArn).localFunction.invoke(payload);
  }

  /**
   * Kills the function's process once, when AWS has done the function's `calls`-th call from now on, whatever
   * invocation makes it and with whatever credentials, and before the answer reaches it. Replaces an earlier plan.
   *
   * Calls are known by the tracing header that AWS SDKs send; those of a function's initialization have none.
   * Throws ResourceNotFoundException, RangeError.
   */
  crashAfter(nameOrArn: string, calls: number): PlannedCrash {
    const crash = new PlannedCrash(calls);
    this.#get(nameOrArn).crash = crash;
    return crash;
  }

  /** To be told of each call that AWS has done and not answered yet, by its tracing header. */
  callDone(traceHeader: string): void {
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
      // Lambda's API calls the refusal AccessDeniedException: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
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
