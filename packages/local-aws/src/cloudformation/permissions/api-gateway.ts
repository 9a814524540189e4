import type { NeededPermission } from '../deployer.ts';
import type { ResourceRequest } from '../resource-type.ts';
import { type HandlerPermissions, onResource } from './handler-permissions.ts';

/**
 * API Gateway's IAM actions are HTTP methods, and its resources are URL paths.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
 */
export const apiPermissions = pathPermissions(() => '/apis');
export const authorizerPermissions = pathPermissions((request) => `${api(request)}/authorizers`);
export const integrationPermissions = pathPermissions((request) => `${api(request)}/integrations`);
export const routePermissions = pathPermissions((request) => `${api(request)}/routes`);
export const stagePermissions = pathPermissions((request) => `${api(request)}/stages`);
export const domainNamePermissions = pathPermissions(() => '/domainnames');
export const apiMappingPermissions = pathPermissions(
  ({ properties }) => `/domainnames/${properties.text('DomainName')}/apimappings`,
);

function pathPermissions(collection: (request: ResourceRequest) => string): HandlerPermissions {
  const member = (request: ResourceRequest, id: string, methods: readonly string[]) =>
    onPath(request, `${collection(request)}/${id}`, methods);
  return {
    create: (request) => onPath(request, collection(request), ['POST']),
    update: (request) => member(request, request.previous.physicalId, ['GET', 'PATCH']),
    delete: (request) => member(request, request.physicalId, ['GET', 'DELETE']),
  };
}

function api({ properties }: ResourceRequest): string {
  return `/apis/${properties.text('ApiId')}`;
}

function onPath(
  { services }: ResourceRequest,
  path: string,
  methods: readonly string[],
): readonly NeededPermission[] {
  const { partition, region } = services.account;
  const actions = methods.map((method) => `apigateway:${method}`);
  return onResource(`arn:${partition}:apigateway:${region}::${path}`, actions);
}
