import type { NeededPermission } from '../deployer.ts';
import { physicalName, type ResourceRequest } from '../resource-type.ts';
import {
  arnOf,
  type HandlerPermissions,
  onResource,
  retagging,
  tagging,
} from './handler-permissions.ts';

const MAX_NAME_LENGTH = 64;

/** Does not include `s3:GetObject` for the code, because Amazon S3 checks this permission when the code is read. */
export const functionPermissions: HandlerPermissions = {
  create(request) {
    const { properties } = request;
    const name = properties.optionalText('FunctionName') ?? physicalName(request, MAX_NAME_LENGTH);
    return [
      ...onResource(functionArn(request, name), [
        'lambda:CreateFunction',
        'lambda:GetFunction',
        ...tagging(request, 'lambda:TagResource'),
        ...concurrency(request),
      ]),
      ...passRole(request),
    ];
  },
  update(request) {
    const { previous, properties } = request;
    const isChanged = (name: string) =>
      JSON.stringify(properties.values[name]) !== JSON.stringify(previous.properties.values[name]);
    return [
      ...onResource(functionArn(request, previous.physicalId), [
        'lambda:GetFunction',
        ...(isChanged('Code') || isChanged('Architectures') ? ['lambda:UpdateFunctionCode'] : []),
        ...(CONFIGURATION.some(isChanged) ? ['lambda:UpdateFunctionConfiguration'] : []),
        ...retagging(request, ['lambda:TagResource', 'lambda:UntagResource']),
        ...(isChanged('ReservedConcurrentExecutions')
          ? [
              properties.values.ReservedConcurrentExecutions === undefined
                ? 'lambda:DeleteFunctionConcurrency'
                : 'lambda:PutFunctionConcurrency',
            ]
          : []),
      ]),
      ...(isChanged('Role') ? passRole(request) : []),
    ];
  },
  delete: (request) =>
    onResource(functionArn(request, request.physicalId), [
      'lambda:GetFunction',
      'lambda:DeleteFunction',
    ]),
};

export const permissionPermissions: HandlerPermissions = {
  create: (request) => onNamedFunction(request, 'lambda:AddPermission'),
  delete: (request) => onNamedFunction(request, 'lambda:RemovePermission'),
};

/** The properties that UpdateFunctionConfiguration changes. */
const CONFIGURATION = [
  'Description',
  'Environment',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
];

function concurrency({ properties }: ResourceRequest): readonly string[] {
  return properties.values.ReservedConcurrentExecutions === undefined
    ? []
    : ['lambda:PutFunctionConcurrency'];
}

function passRole({ properties }: ResourceRequest): readonly NeededPermission[] {
  return onResource(properties.text('Role'), ['iam:PassRole'], {
    'iam:PassedToService': 'lambda.amazonaws.com',
  });
}

function onNamedFunction(request: ResourceRequest, action: string): readonly NeededPermission[] {
  const nameOrArn = request.properties.text('FunctionName');
  return onResource(nameOrArn.startsWith('arn:') ? nameOrArn : functionArn(request, nameOrArn), [
    action,
  ]);
}

function functionArn({ services }: ResourceRequest, name: string): string {
  return arnOf(services.account, 'lambda', `function:${name}`);
}
