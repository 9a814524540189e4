import { physicalName, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const MAX_NAME_LENGTH = 63;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const bucket: ResourceType = {
  properties: ['BucketName'],
  replacing: ['BucketName'],
  tags: 'list',
  create(request) {
    const { properties, services } = request;
    const name =
      properties.optionalText('BucketName') ?? physicalName(request, MAX_NAME_LENGTH).toLowerCase();
    services.s3.createBucket(name);
    return {
      physicalId: name,
      attributes: { Arn: `arn:${services.account.partition}:s3:::${name}` },
    };
  },
  delete({ physicalId, services }) {
    services.s3.deleteBucket(physicalId);
  },
};
