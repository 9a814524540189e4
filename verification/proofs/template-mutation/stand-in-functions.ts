import type { Account } from '../../../packages/local-aws/src/account.ts';
import type { Authorizer } from '../../../packages/local-aws/src/iam/authorizer.ts';
import type { FunctionSettings } from '../../../packages/local-aws/src/lambda/function-settings.ts';
import { Functions } from '../../../packages/local-aws/src/lambda/functions.ts';
import type {
  Invocation,
  InvocationCaller,
} from '../../../packages/local-aws/src/lambda/invoker.ts';
import type { FunctionHost } from '../../../packages/local-aws/src/lambda/local-function.ts';
import {
  type FunctionPermission,
  resourcePolicyOf,
} from '../../../packages/local-aws/src/lambda/resource-policy.ts';

export interface RecordedInvocation {
  readonly functionArn: string;
  readonly payload: unknown;
}

/** Functions whose code never runs: they are made, and invoked by whom their permissions allow, and say that all is well. */
export class StandInFunctions extends Functions {
  readonly invocations: RecordedInvocation[] = [];
  readonly #account: Account;
  readonly #authorizer: Authorizer;
  readonly #assumeRole: FunctionHost['assumeRole'];
  readonly #settings = new Map<string, FunctionSettings>();
  readonly #permissions = new Map<string, Map<string, FunctionPermission>>();

  constructor(host: FunctionHost, authorizer: Authorizer) {
    super(host, authorizer);
    this.#account = host.account;
    this.#authorizer = authorizer;
    this.#assumeRole = host.assumeRole;
  }

  /** Throws for a function that the template does not make. */
  settingsOf(functionName: string): FunctionSettings {
    const settings = this.#settings.get(functionName);
    if (settings === undefined) {
      throw new Error(`There is no function ${functionName}.`);
    }
    return settings;
  }

  override async create(settings: FunctionSettings): Promise<string> {
    const { functionName, roleArn } = settings;
    this.#assumeRole(roleArn, functionName);
    const { partition, region, accountId } = this.#account;
    this.#settings.set(functionName, settings);
    return `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
  }

  override async delete(functionName: string): Promise<void> {
    this.#settings.delete(functionName);
  }

  override addPermission(functionArn: string, permission: FunctionPermission): void {
    const permissions = this.#permissions.get(functionArn) ?? new Map();
    this.#permissions.set(functionArn, permissions.set(permission.statementId, permission));
  }

  override removePermission(functionArn: string, statementId: string): void {
    this.#permissions.get(functionArn)?.delete(statementId);
  }

  /** Throws AwsError AccessDenied. */
  authorizeInvocation(functionArn: string, caller: InvocationCaller): void {
    const permissions = this.#permissions.get(functionArn)?.values() ?? [];
    this.#authorizer.authorize({
      principal: { kind: 'service', service: caller.service },
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      resourceAccount: this.#account.accountId,
      context: {
        ...(caller.sourceArn !== undefined && { 'aws:SourceArn': caller.sourceArn }),
        ...(caller.sourceAccount !== undefined && { 'aws:SourceAccount': caller.sourceAccount }),
      },
      resourcePolicy: resourcePolicyOf(functionArn, permissions),
    });
  }

  override async invoke(
    functionArn: string,
    payload: unknown,
    caller: InvocationCaller,
  ): Promise<Invocation> {
    this.authorizeInvocation(functionArn, caller);
    this.invocations.push({ functionArn, payload });
    return { payload: { statusCode: 200, body: '{}' } };
  }

  /** Answers CloudFormation as the cleanup function does. */
  override async invokeAsDeployer(functionArn: string, payload: unknown): Promise<Invocation> {
    this.invocations.push({ functionArn, payload });
    const event = payload as Readonly<Record<string, string>>;
    const { StackId, RequestId, LogicalResourceId, ResponseURL = '' } = event;
    const PhysicalResourceId = 'stand-in';
    await fetch(ResponseURL, {
      method: 'PUT',
      body: JSON.stringify({
        Status: 'SUCCESS',
        StackId,
        RequestId,
        LogicalResourceId,
        PhysicalResourceId,
      }),
    });
    return { payload: null };
  }
}
