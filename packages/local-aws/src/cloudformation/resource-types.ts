import type { ResourceType } from './resource-type.ts';
import { alarm, dashboard } from './resources/alarms-and-dashboards.ts';
import { api, integration, stage } from './resources/api-gateway.ts';
import { authorizer } from './resources/api-gateway-authorizer.ts';
import { apiMapping, domainName } from './resources/api-gateway-domain.ts';
import { route } from './resources/api-gateway-route.ts';
import { customResource } from './resources/custom-resource.ts';
import { repository } from './resources/ecr.ts';
import { managedPolicy, role, user } from './resources/iam.ts';
import { policy } from './resources/iam-policy.ts';
import { lambdaFunction, permission } from './resources/lambda.ts';
import { logGroup, metricFilter } from './resources/logs.ts';
import { bucket, bucketPolicy } from './resources/s3.ts';
import { resourcePolicy, rotationSchedule, secret } from './resources/secrets-manager.ts';
import { parameter } from './resources/ssm.ts';
import { TemplateError } from './template-error.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
const RESOURCE_TYPES = new Map<string, ResourceType>([
  ['AWS::ApiGatewayV2::Api', api],
  ['AWS::ApiGatewayV2::ApiMapping', apiMapping],
  ['AWS::ApiGatewayV2::Authorizer', authorizer],
  ['AWS::ApiGatewayV2::DomainName', domainName],
  ['AWS::ApiGatewayV2::Integration', integration],
  ['AWS::ApiGatewayV2::Route', route],
  ['AWS::ApiGatewayV2::Stage', stage],
  ['AWS::CloudWatch::Alarm', alarm],
  ['AWS::CloudWatch::Dashboard', dashboard],
  ['AWS::ECR::Repository', repository],
  ['AWS::IAM::ManagedPolicy', managedPolicy],
  ['AWS::IAM::Policy', policy],
  ['AWS::IAM::Role', role],
  ['AWS::IAM::User', user],
  ['AWS::Lambda::Function', lambdaFunction],
  ['AWS::Lambda::Permission', permission],
  ['AWS::Logs::LogGroup', logGroup],
  ['AWS::Logs::MetricFilter', metricFilter],
  ['AWS::S3::Bucket', bucket],
  ['AWS::S3::BucketPolicy', bucketPolicy],
  ['AWS::SecretsManager::ResourcePolicy', resourcePolicy],
  ['AWS::SecretsManager::RotationSchedule', rotationSchedule],
  ['AWS::SecretsManager::Secret', secret],
  ['AWS::SSM::Parameter', parameter],
]);

const CUSTOM_PREFIX = 'Custom::';

/** Throws TemplateError for a type that the local AWS does not support. */
export function resourceTypeOf(type: string): ResourceType {
  const found = type.startsWith(CUSTOM_PREFIX) ? customResource : RESOURCE_TYPES.get(type);
  if (!found) {
    throw new TemplateError(`The local AWS does not support the resource type ${type}`);
  }
  return found;
}

/**
 * Returns the properties of a resource type that the local AWS supports, or undefined if the type accepts any property.
 * Throws TemplateError for a type that the local AWS does not support.
 */
export function supportedProperties(type: string): readonly string[] | undefined {
  return resourceTypeOf(type).properties;
}
