import { AwsError } from '../../aws-error.ts';
import type { Stack } from '../stack.ts';
import type { Call, CloudFormationContext } from './context.ts';

const STACK_ARN = /^arn:[\w-]+:cloudformation:[\w-]+:\d{12}:stack\/([^/]+)\//;

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** @throws AwsError ValidationError */
export function requiredParameter({ parameters }: Call, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') {
    const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    throw validationError(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

/** @throws AwsError ValidationError if the mode is EXPRESS, which the local AWS does not support */
export function checkDeploymentMode({ parameters }: Call): void {
  const mode = parameters.get('DeploymentConfig.Mode') ?? 'STANDARD';
  if (mode !== 'STANDARD') {
    throw validationError(`The local AWS does not support the deployment mode ${mode}.`);
  }
}

/**
 * Returns the stack in `StackName`, if IAM allows the caller the operation on this stack.
 *
 * @throws AwsError AccessDenied; ValidationError if the stack does not exist
 */
export function namedStack(context: CloudFormationContext, call: Call): Stack {
  const nameOrId = requiredParameter(call, 'StackName');
  const stack = findStack(context, call, nameOrId);
  if (stack === undefined) {
    throw noSuchStack(call, nameOrId);
  }
  return stack;
}

/** Like `namedStack`, but returns undefined if the stack does not exist. Throws AwsError AccessDenied. */
export function findStack(
  context: CloudFormationContext,
  call: Call,
  nameOrId: string,
): Stack | undefined {
  const stack = context.stacks.find(nameOrId);
  authorizeCall(context, call, stack?.stackId ?? arnPattern(context, nameOrId));
  return stack;
}

export function authorizeCall(
  { account, authorizer }: CloudFormationContext,
  { action, request }: Call,
  resource: string,
): void {
  authorizer.authorize({
    principal: request.principal,
    sourceIp: request.sourceIp,
    action: `cloudformation:${action}`,
    resource,
    resourceAccount: account.accountId,
  });
}

function arnPattern({ account }: CloudFormationContext, nameOrId: string): string {
  const { partition, region, accountId } = account;
  return STACK_ARN.test(nameOrId)
    ? nameOrId
    : `arn:${partition}:cloudformation:${region}:${accountId}:stack/${nameOrId}/*`;
}

/** Each operation has AWS's message for the operation, because the CDK CLI compares messages. */
function noSuchStack({ action }: Call, nameOrId: string): AwsError {
  return validationError(
    action === 'DescribeStackEvents' || action === 'GetTemplate'
      ? `Stack [${nameOrId}] does not exist`
      : `Stack with id ${nameOrId} does not exist`,
  );
}
