import type { NeededPermission } from '../deployer.ts';
import type { ResourceRequest } from '../resource-type.ts';
import { type HandlerPermissions, onResource, retagging, tagging } from './handler-permissions.ts';

/**
 * API Gateway's IAM actions are HTTP methods, and its resources are URL paths.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
 */
export const apiPermissions = withTags(
  pathPermissions(() => '/apis'),
  ['PUT', 'DELETE'],
);
export const authorizerPermissions = pathPermissions((request) => `${api(request)}/authorizers`);
export const integrationPermissions = pathPermissions((request) => `${api(request)}/integrations`);
export const routePermissions = pathPermissions((request) => `${api(request)}/routes`);
export const domainNamePermissions = withTags(
  pathPermissions(() => '/domainnames'),
  ['PUT', 'DELETE'],
);
export const apiMappingPermissions = pathPermissions(
  ({ properties }) => `/domainnames/${properties.text('DomainName')}/apimappings`,
);

const stages = withTags(
  pathPermissions((request) => `${api(request)}/stages`),
  ['TagResource', 'UntagResource'],
);

/**
 * Who turns on an access log needs permissions of CloudWatch Logs, although the registry's schema does not list them.
 * Which of them each change needs is not documented.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
export const stagePermissions: HandlerPermissions = {
  create: (request) => [
    ...stages.create(request),
    ...onLogDelivery(request, [
      'CreateLogDelivery',
      'GetLogDelivery',
      'ListLogDeliveries',
      'DescribeResourcePolicies',
      'PutResourcePolicy',
    ]),
  ],
  update: (request) => [
    ...(stages.update?.(request) ?? []),
    ...onLogDelivery(request, ['GetLogDelivery', 'ListLogDeliveries', 'UpdateLogDelivery']),
  ],
  delete: (request) => [
    ...stages.delete(request),
    ...onLogDelivery(request, ['GetLogDelivery', 'ListLogDeliveries', 'DeleteLogDelivery']),
  ],
};

function onLogDelivery(
  { properties }: ResourceRequest,
  actions: readonly string[],
): readonly NeededPermission[] {
  const isLogged = properties.values.AccessLogSettings !== undefined;
  return isLogged
    ? onResource(
        '*',
        actions.map((action) => `logs:${action}`),
      )
    : [];
}

/**
 * Adds the permissions for tags of the template. Their resource is `/tags/` and the ARN of what has the tags. `set` and
 * `remove` are the actions that set and remove tags, without `apigateway:`.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging.html
 */
function withTags(
  permissions: HandlerPermissions,
  [set, remove]: readonly [string, string],
): HandlerPermissions {
  return {
    create: (request) => [
      ...permissions.create(request),
      ...onPath(request, '/tags/*', tagging(request, set)),
    ],
    update: (request) => [
      ...(permissions.update?.(request) ?? []),
      ...onPath(request, '/tags/*', retagging(request, [set, remove])),
    ],
    delete: permissions.delete,
  };
}

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
