import type { Properties } from '../properties.ts';
import {
  apiMappingPermissions,
  apiPermissions,
  authorizerPermissions,
  domainNamePermissions,
  integrationPermissions,
  routePermissions,
  stagePermissions,
} from './api-gateway.ts';
import { type HandlerPermissions, onResource } from './handler-permissions.ts';
import {
  managedPolicyPermissions,
  policyPermissions,
  rolePermissions,
  userPermissions,
} from './iam.ts';
import { functionPermissions, permissionPermissions } from './lambda.ts';
import {
  alarmPermissions,
  dashboardPermissions,
  logGroupPermissions,
  metricFilterPermissions,
} from './logs-and-metrics.ts';
import {
  resourcePolicyPermissions,
  rotationSchedulePermissions,
  secretPermissions,
} from './secrets-manager.ts';

const invokeFunction = ({ properties }: { readonly properties: Properties }) =>
  onResource(properties.text('ServiceToken'), ['lambda:InvokeFunction']);

const CUSTOM_RESOURCE: HandlerPermissions = {
  create: invokeFunction,
  update: invokeFunction,
  delete: invokeFunction,
};

/**
 * Resource types that only the CDK bootstrap stack uses are not in this table. An administrator deploys that stack
 * without a role.
 */
const PERMISSIONS: ReadonlyMap<string, HandlerPermissions> = new Map([
  ['AWS::ApiGatewayV2::Api', apiPermissions],
  ['AWS::ApiGatewayV2::ApiMapping', apiMappingPermissions],
  ['AWS::ApiGatewayV2::Authorizer', authorizerPermissions],
  ['AWS::ApiGatewayV2::DomainName', domainNamePermissions],
  ['AWS::ApiGatewayV2::Integration', integrationPermissions],
  ['AWS::ApiGatewayV2::Route', routePermissions],
  ['AWS::ApiGatewayV2::Stage', stagePermissions],
  ['AWS::CloudWatch::Alarm', alarmPermissions],
  ['AWS::CloudWatch::Dashboard', dashboardPermissions],
  ['AWS::IAM::ManagedPolicy', managedPolicyPermissions],
  ['AWS::IAM::Policy', policyPermissions],
  ['AWS::IAM::Role', rolePermissions],
  ['AWS::IAM::User', userPermissions],
  ['AWS::Lambda::Function', functionPermissions],
  ['AWS::Lambda::Permission', permissionPermissions],
  ['AWS::Logs::LogGroup', logGroupPermissions],
  ['AWS::Logs::MetricFilter', metricFilterPermissions],
  ['AWS::SecretsManager::ResourcePolicy', resourcePolicyPermissions],
  ['AWS::SecretsManager::RotationSchedule', rotationSchedulePermissions],
  ['AWS::SecretsManager::Secret', secretPermissions],
]);

const NOTHING: HandlerPermissions = { create: () => [], update: () => [], delete: () => [] };

/** Returns the permissions that a deployer needs for resources of this type. */
export function permissionsOf(type: string): HandlerPermissions {
  return type.startsWith('Custom::') ? CUSTOM_RESOURCE : (PERMISSIONS.get(type) ?? NOTHING);
}
