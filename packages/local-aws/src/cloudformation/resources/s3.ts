import { physicalName, type ResourceRequest, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const MAX_NAME_LENGTH = 63;

/**
 * The settings of the CDK bootstrap bucket. The local AWS accepts and ignores them. In the local AWS, all objects are
 * private, and each object has one version.
 */
const IGNORED = [
  'AccessControl',
  'BucketEncryption',
  'LifecycleConfiguration',
  'PublicAccessBlockConfiguration',
  'VersioningConfiguration',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const bucket: ResourceType = {
  properties: ['BucketName', ...IGNORED],
  replacing: ['BucketName'],
  tags: 'list',
  create(request) {
    const { properties, services } = request;
    const name =
      properties.optionalText('BucketName') ?? physicalName(request, MAX_NAME_LENGTH).toLowerCase();
    services.s3.createBucket(name);
    const { partition, region } = services.account;
    const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    return {
      physicalId: name,
      attributes: {
        Arn: `arn:${partition}:s3:::${name}`,
        RegionalDomainName: `${name}.s3.${region}.${suffix}`,
      },
    };
  },
  update: ({ previous }) => previous,
  delete({ physicalId, services }) {
    services.s3.deleteBucket(physicalId);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html */
export const bucketPolicy: ResourceType = {
  properties: ['Bucket', 'PolicyDocument'],
  replacing: ['Bucket'],
  create: setPolicy,
  update: setPolicy,
  delete({ physicalId, services }) {
    services.s3.setBucketPolicy(physicalId, undefined);
  },
};

function setPolicy({ properties, services }: ResourceRequest) {
  const bucketName = properties.text('Bucket');
  services.s3.setBucketPolicy(bucketName, properties.object('PolicyDocument').values);
  return { physicalId: bucketName, attributes: {} };
}
