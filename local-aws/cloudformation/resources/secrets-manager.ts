import { AwsError } from '../../aws-error.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { PolicyDocument } from '../../iam/policy-document.ts';
import { physicalName, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const MAX_NAME_LENGTH = 512;

export const secret: ResourceType = {
  properties: ['Name', 'Description', 'SecretString'],
  create(request) {
    const { properties, services } = request;
    const arn = services.secretsManager.createSecret({
      name: properties.optionalText('Name') ?? physicalName(request, MAX_NAME_LENGTH),
      description: properties.optionalText('Description'),
      secretString: properties.optionalText('SecretString'),
    });
    return { physicalId: arn, attributes: { Id: arn } };
  },
  delete({ physicalId, services }) {
    services.secretsManager.deleteSecret(physicalId);
  },
};

export const resourcePolicy: ResourceType = {
  properties: ['SecretId', 'ResourcePolicy', 'BlockPublicPolicy'],
  create({ properties, services }) {
    const secretId = properties.text('SecretId');
    const policy = parsePolicy(properties.object('ResourcePolicy').values, 'resource');
    if (properties.flag('BlockPublicPolicy', false)) {
      refusePublic(policy);
    }
    services.secretsManager.putResourcePolicy(secretId, policy);
    return { physicalId: secretId, attributes: {} };
  },
  delete({ physicalId, services }) {
    services.secretsManager.deleteResourcePolicy(physicalId);
  },
};

export const rotationSchedule: ResourceType = {
  properties: ['SecretId', 'RotationLambdaARN', 'RotationRules', 'RotateImmediatelyOnUpdate'],
  create({ properties, services }) {
    const secretId = properties.text('SecretId');
    const rules = properties.object('RotationRules', ['AutomaticallyAfterDays']);
    services.secretsManager.configureRotation({
      secretId,
      functionArn: properties.text('RotationLambdaARN'),
      automaticallyAfterDays: rules.number('AutomaticallyAfterDays'),
      rotateImmediately: properties.flag('RotateImmediatelyOnUpdate', true),
    });
    return { physicalId: secretId, attributes: {} };
  },
  delete({ physicalId, services }) {
    services.secretsManager.cancelRotation(physicalId);
  },
};

/**
 * AWS reasons about the whole policy; here every Allow for all principals without a condition counts as public.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
 */
function refusePublic({ statements }: PolicyDocument): void {
  const isPublic = statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' &&
      conditions.length === 0 &&
      (principals?.not || principals?.entries.some(({ value }) => value === '*')),
  );
  if (isPublic) {
    throw new AwsError(
      'PublicPolicyException',
      'The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to the secret.',
    );
  }
}
