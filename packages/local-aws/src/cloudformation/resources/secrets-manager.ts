import { AwsError } from '../../aws-error.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { PolicyDocument } from '../../iam/policy-document.ts';
import {
  type CreatedResource,
  nameWithoutStack,
  type ResourceRequest,
  type ResourceType,
} from '../resource-type.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
export const secret: ResourceType = {
  properties: ['Name', 'Description', 'SecretString', 'KmsKeyId'],
  tags: 'list',
  replacing: ['Name'],
  create(request) {
    const { properties, services } = request;
    const arn = services.secretsManager.createSecret({
      name: properties.optionalText('Name') ?? nameWithoutStack(request),
      description: properties.optionalText('Description'),
      secretString: properties.optionalText('SecretString'),
      kmsKeyId: properties.optionalText('KmsKeyId'),
    });
    return { physicalId: arn, attributes: { Id: arn } };
  },
  update({ previous, properties, services }) {
    const secretString = properties.optionalText('SecretString');
    services.secretsManager.updateSecret({
      secretId: previous.physicalId,
      description: properties.optionalText('Description'),
      // An unchanged value must not replace a rotated one.
      secretString:
        secretString === previous.properties.optionalText('SecretString')
          ? undefined
          : secretString,
      kmsKeyId: properties.optionalText('KmsKeyId'),
    });
    return previous;
  },
  delete({ physicalId, services }) {
    services.secretsManager.deleteSecret(physicalId);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-resourcepolicy.html */
export const resourcePolicy: ResourceType = {
  properties: ['SecretId', 'ResourcePolicy', 'BlockPublicPolicy'],
  replacing: ['SecretId'],
  create: putResourcePolicy,
  update: putResourcePolicy,
  delete({ physicalId, services }) {
    services.secretsManager.deleteResourcePolicy(physicalId);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-rotationschedule.html */
export const rotationSchedule: ResourceType = {
  properties: ['SecretId', 'RotationLambdaARN', 'RotationRules', 'RotateImmediatelyOnUpdate'],
  replacing: ['SecretId'],
  create: configureRotation,
  async update(request) {
    // AWS refuses while a rotation runs. A rollback right after an update would then fail.
    await request.services.secretsManager.rotationSettled(request.previous.physicalId);
    return configureRotation(request);
  },
  delete({ physicalId, services }) {
    services.secretsManager.cancelRotation(physicalId);
  },
};

function putResourcePolicy({ properties, services }: ResourceRequest): CreatedResource {
  const secretId = properties.text('SecretId');
  const policy = parsePolicy(properties.object('ResourcePolicy').values, 'resource');
  if (properties.flag('BlockPublicPolicy', false)) {
    refusePublic(policy);
  }
  services.secretsManager.putResourcePolicy(secretId, policy);
  return { physicalId: secretId, attributes: {} };
}

function configureRotation({ properties, services }: ResourceRequest): CreatedResource {
  const secretId = properties.text('SecretId');
  const rules = properties.object('RotationRules', ['AutomaticallyAfterDays']);
  services.secretsManager.configureRotation({
    secretId,
    functionArn: properties.text('RotationLambdaARN'),
    automaticallyAfterDays: rules.number('AutomaticallyAfterDays'),
    rotateImmediately: properties.flag('RotateImmediatelyOnUpdate', true),
  });
  return { physicalId: secretId, attributes: {} };
}

/**
 * AWS analyzes the whole policy. The local AWS refuses every Allow for all principals without a condition.
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
