import { AwsError } from '../../aws-error.ts';
import { CLOUDFORMATION, Deployer, deployerWithRole } from '../deployer.ts';
import type { Stack } from '../stack.ts';
import type { Call, CloudFormationContext } from './context.ts';
import { validationError } from './named-stack.ts';

/**
 * Returns the principal that changes the resources: the role in the request, else the role of the stack, else the
 * caller.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 *
 * @throws AwsError AccessDenied if the caller may not pass the role; ValidationError if the role does not trust
 * CloudFormation
 */
export function deployerOf(
  { account, authorizer, sts }: CloudFormationContext,
  { parameters, request }: Call,
  stack: Stack | undefined,
): { readonly deployer: Deployer; readonly roleArn: string | undefined } {
  const requested = parameters.get('RoleARN');
  const roleArn = requested ?? stack?.roleArn;
  if (roleArn === undefined) {
    return { deployer: new Deployer(request.principal, account, authorizer), roleArn };
  }
  if (requested !== undefined) {
    authorizer.authorize({
      principal: request.principal,
      sourceIp: request.sourceIp,
      action: 'iam:PassRole',
      resource: requested,
      resourceAccount: account.accountId,
      context: { 'iam:PassedToService': CLOUDFORMATION },
    });
  }
  try {
    return { deployer: deployerWithRole(roleArn, { account, authorizer, sts }), roleArn };
  } catch (error) {
    if (error instanceof AwsError && error.code === 'AccessDenied') {
      throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
    }
    throw error;
  }
}
