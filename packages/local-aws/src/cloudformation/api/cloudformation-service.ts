import { createQueryService, type QueryAction } from '../../query-protocol.ts';
import type { Service } from '../../service.ts';
import { ChangeSets } from './change-sets.ts';
import type { CloudFormationContext, CloudFormationDependencies } from './context.ts';
import { OPERATIONS } from './operation-table.ts';

/**
 * The operations of the CloudFormation API that the CDK CLI calls, and other common operations on stacks.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */
export function createCloudFormationService(dependencies: CloudFormationDependencies): Service {
  const context: CloudFormationContext = {
    ...dependencies,
    changeSets: new ChangeSets(dependencies.account),
  };
  return createQueryService({
    signingName: 'cloudformation',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    version: '2010-05-15',
    actions: new Map(
      [...OPERATIONS].map(([action, { parameters, lists, run }]): [string, QueryAction] => [
        action,
        {
          parameters,
          lists,
          run: (values, request) => run(context, { action, parameters: values, request }),
        },
      ]),
    ),
  });
}
