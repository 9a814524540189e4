import type { NeededPermission } from '../deployer.ts';
import { physicalName, type ResourceRequest } from '../resource-type.ts';
import { arnOf, type HandlerPermissions, onResource, tagging } from './handler-permissions.ts';

const MAX_NAME_LENGTH = 512;

/** Stands for the six random characters that Secrets Manager appends to the ARN of a new secret. */
const UNKNOWN_SUFFIX = '-??????';

/**
 * The registry's schema lists GetSecretValue for updates, so the local AWS checks this permission. An update fails if
 * the resource policy of the secret denies GetSecretValue. It is not confirmed that the update also fails on AWS.
 */
export const secretPermissions: HandlerPermissions = {
  create(request) {
    const { properties, services } = request;
    const name = properties.optionalText('Name') ?? physicalName(request, MAX_NAME_LENGTH);
    return onResource(
      arnOf(services.account, 'secretsmanager', `secret:${name}${UNKNOWN_SUFFIX}`),
      [
        'secretsmanager:CreateSecret',
        'secretsmanager:DescribeSecret',
        ...tagging(request, 'secretsmanager:TagResource'),
      ],
    );
  },
  update: (request) =>
    onSecret(request, request.previous.physicalId, [
      'UpdateSecret',
      'GetSecretValue',
      ...(request.properties.values.Tags === undefined ? [] : ['TagResource', 'UntagResource']),
    ]),
  delete: (request) => onSecret(request, request.physicalId, ['DeleteSecret', 'DescribeSecret']),
};

export const resourcePolicyPermissions: HandlerPermissions = {
  create: (request) => onNamedSecret(request, ['PutResourcePolicy', 'GetResourcePolicy']),
  update: (request) => onNamedSecret(request, ['PutResourcePolicy', 'GetResourcePolicy']),
  delete: (request) => onNamedSecret(request, ['DeleteResourcePolicy', 'GetResourcePolicy']),
};

export const rotationSchedulePermissions: HandlerPermissions = {
  create: rotationPermissions,
  update: rotationPermissions,
  delete: (request) => onNamedSecret(request, ['CancelRotateSecret', 'DescribeSecret']),
};

function rotationPermissions(request: ResourceRequest): readonly NeededPermission[] {
  return [
    ...onNamedSecret(request, ['RotateSecret', 'DescribeSecret']),
    ...onResource(request.properties.text('RotationLambdaARN'), ['lambda:InvokeFunction']),
  ];
}

function onNamedSecret(
  request: ResourceRequest,
  actions: readonly string[],
): readonly NeededPermission[] {
  return onSecret(request, request.properties.text('SecretId'), actions);
}

/**
 * Returns the permissions together with the resource policy of the secret, which can deny them.
 *
 * @throws AwsError ResourceNotFoundException
 */
function onSecret(
  { services }: ResourceRequest,
  secretArn: string,
  actions: readonly string[],
): readonly NeededPermission[] {
  const resourcePolicy = services.secretsManager.policyOf(secretArn);
  return actions.map((action) => ({
    action: `secretsmanager:${action}`,
    resource: secretArn,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
  }));
}
