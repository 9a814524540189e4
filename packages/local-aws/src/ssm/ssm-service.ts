import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Authorizer, Requester } from '../iam/authorizer.ts';
import {
  epochSeconds,
  type JsonAction,
  type JsonParameters,
  renderJsonError,
  runJsonAction,
} from '../json-protocol.ts';
import type { Service } from '../service.ts';
import type { Parameters } from './parameters.ts';

export interface SsmServiceDependencies {
  readonly account: Account;
  readonly parameters: Parameters;
  readonly authorizer: Authorizer;
}

const TARGET_PREFIX = 'AmazonSSM';

/**
 * The SSM API with the operation GetParameter. The CDK CLI uses GetParameter to read the version of the bootstrap
 * stack.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function createSsmService(dependencies: SsmServiceDependencies): Service {
  const actions = new Map<string, JsonAction>([
    ['GetParameter', (parameters, request) => getParameter(dependencies, parameters, request)],
  ]);
  return {
    signingName: 'ssm',
    handle: async (request) => runJsonAction(request, TARGET_PREFIX, actions),
    renderError: renderJsonError,
  };
}

function getParameter(
  { account, parameters, authorizer }: SsmServiceDependencies,
  request: JsonParameters,
  { principal, sourceIp }: Requester,
): Record<string, unknown> {
  request.allowOnly(['Name', 'WithDecryption']);
  const name = request.string('Name');
  const arn = parameterArn(account, name);
  authorizer.authorize({
    principal,
    sourceIp,
    action: 'ssm:GetParameter',
    resource: arn,
    resourceAccount: account.accountId,
  });
  const found = parameters.find(name);
  if (found === undefined) {
    throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
  }
  return {
    Parameter: {
      ARN: arn,
      DataType: 'text',
      LastModifiedDate: epochSeconds(found.lastModified),
      Name: name,
      Type: 'String',
      Value: found.value,
      Version: found.version,
    },
  };
}

/**
 * Returns the ARN of a parameter. If the name does not begin with a slash, the ARN contains a slash before the name.
 */
function parameterArn({ partition, region, accountId }: Account, name: string): string {
  const path = name.startsWith('/') ? name : `/${name}`;
  return `arn:${partition}:ssm:${region}:${accountId}:parameter${path}`;
}
