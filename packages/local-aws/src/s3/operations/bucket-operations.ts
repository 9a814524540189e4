import { AwsError } from '../../aws-error.ts';
import { ACL_HEADER, assertBucketAcl } from '../canned-acl.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { callerAccountId } from '../owner.ts';
import { notImplemented } from '../s3-error.ts';
import type { S3Operation } from '../s3-operation.ts';
import { type XmlElement, xmlResponse } from '../xml.ts';
import { malformedXml, parseXml, readSmallBody } from '../xml-body.ts';

/** The only Region in which a bucket is created without a location constraint. */
const DEFAULT_REGION = 'us-east-1';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: S3Operation = {
  parameters: [],
  headers: [ACL_HEADER],
  readsBody: true,
  async run(context, request) {
    // The body contains the location, which is a condition key. So the body is read before the permissions are checked.
    const constraint = readLocationConstraint(await readSmallBody(request.body));
    context.access.toCreateBucket(request, constraint);
    assertBucketAcl(request.headers[ACL_HEADER]);
    assertLocation(constraint, context.account.region);
    context.buckets.create({
      name: request.bucketName,
      ownerAccountId: callerAccountId(request),
      region: context.account.region,
      createdAt: context.clock.now(),
    });
    return { status: 200, headers: { location: `/${request.bucketName}` }, body: '' };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket: S3Operation = {
  parameters: [],
  headers: [],
  run(context, request) {
    const bucket = context.access.toBucket(request, 's3:ListBucket');
    return { status: 200, headers: { 'x-amz-bucket-region': bucket.region }, body: '' };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets: S3Operation = {
  parameters: [],
  headers: [],
  run(context, request) {
    context.access.toBucketNames(request);
    const accountId = callerAccountId(request);
    const buckets = context.buckets.ownedBy(accountId).map(
      (bucket): XmlElement => [
        'Bucket',
        [
          ['Name', bucket.name],
          ['CreationDate', bucket.createdAt.toISOString()],
        ],
      ],
    );
    return xmlResponse('ListAllMyBucketsResult', [
      ['Owner', [['ID', canonicalUserId(accountId)]]],
      ['Buckets', buckets],
    ]);
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket: S3Operation = {
  parameters: [],
  headers: [],
  run(context, request) {
    const { name } = context.access.toBucket(request, 's3:DeleteBucket');
    context.buckets.delete(name);
    return { status: 204, headers: {}, body: '' };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation: S3Operation = {
  parameters: ['location'],
  headers: [],
  run(context, request) {
    const { region } = context.access.toBucket(request, 's3:GetBucketLocation');
    const location = region === DEFAULT_REGION ? '' : region;
    return xmlResponse('LocationConstraint', location);
  },
};

function assertLocation(constraint: string | undefined, region: string): void {
  const expected = region === DEFAULT_REGION ? undefined : region;
  if (constraint !== expected) {
    throw new AwsError(
      'IllegalLocationConstraintException',
      `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
}

/** @throws AwsError MalformedXML, NotImplemented for other settings than the location */
function readLocationConstraint(body: Buffer): string | undefined {
  if (body.length === 0) {
    return undefined;
  }
  const configuration = parseXml(body.toString('utf8'), 'CreateBucketConfiguration');
  for (const name of Object.keys(configuration)) {
    if (name !== 'LocationConstraint') {
      throw notImplemented(`${name} in CreateBucket`);
    }
  }
  const { LocationConstraint: constraint } = configuration;
  if (constraint !== undefined && typeof constraint !== 'string') {
    throw malformedXml();
  }
  return constraint;
}
