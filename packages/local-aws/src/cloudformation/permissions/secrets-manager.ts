import type { NeededPermission } from '../deployer.ts';
import { nameWithoutStack, type ResourceRequest } from '../resource-type.ts';
import {
  arnOf,
  type HandlerPermissions,
  onResource,
  retagging,
  tagging,
} from './handler-permissions.ts';

/** Stands for the six random characters that Secrets Manager appends to the ARN of a new secret. */
const UNKNOWN_SUFFIX = '-??????';

/**
 * The registry's schema lists GetSecretValue for updates, so the local AWS checks this permission. An update fails if
 * the resource policy of the secret denies GetSecretValue. It is not confirmed that the update also fails on AWS.
 */
export const secretPermissions: HandlerPermissions = {
  create(request) {
    const { properties, services } = request;
    const name = properties.optionalText('Name') ?? nameWithoutStack(request);
    return [
      ...onResource(arnOf(services.account, 'secretsmanager', `secret:${name}${UNKNOWN_SUFFIX}`), [
        'secretsmanager:CreateSecret',
        'secretsmanager:DescribeSecret',
        ...tagging(request, 'secretsmanager:TagResource'),
      ]),
      ...onKey(request, ['GenerateDataKey', 'Decrypt']),
    ];
  },
  update: (request) => [
    ...onSecret(request, request.previous.physicalId, [
      'UpdateSecret',
      'GetSecretValue',
      ...retagging(request, ['TagResource', 'UntagResource']),
    ]),
    ...onKey(request, ['GenerateDataKey', 'Encrypt', 'Decrypt']),
  ],
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

/**
 * Returns the permissions to use the key of the secret. The registry's schema does not list them, but Secrets Manager
 * needs them.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
 */
function onKey(
  { properties, services }: ResourceRequest,
  actions: readonly string[],
): readonly NeededPermission[] {
  const { account, kms } = services;
  const named = properties.optionalText('KmsKeyId');
  const key = named === undefined ? undefined : kms.find(named, account.accountId);
  if (key === undefined) {
    return [];
  }
  return actions.map((action) => ({
    action: `kms:${action}`,
    resource: key.arn,
    resourceAccount: key.accountId,
    context: { 'kms:ViaService': `secretsmanager.${account.region}.amazonaws.com` },
    resourcePolicy: key.policy,
    resourcePolicyMustAllow: true,
  }));
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
