import { physicalName, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const MAX_NAME_LENGTH = 256;

/**
 * The ECR repository of the CDK bootstrap stack. The local AWS stores no images, so the repository has only a name and
 * an ARN.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html
 */
export const repository: ResourceType = {
  properties: ['RepositoryName', 'ImageTagMutability', 'LifecyclePolicy', 'RepositoryPolicyText'],
  tags: 'list',
  replacing: ['RepositoryName'],
  create(request) {
    const { properties, services } = request;
    const name =
      properties.optionalText('RepositoryName') ??
      physicalName(request, MAX_NAME_LENGTH).toLowerCase();
    const { partition, region, accountId } = services.account;
    const arn = `arn:${partition}:ecr:${region}:${accountId}:repository/${name}`;
    return { physicalId: name, attributes: { Arn: arn } };
  },
  update: ({ previous }) => previous,
  delete() {},
};
