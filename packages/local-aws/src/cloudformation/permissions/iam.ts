import type { NeededPermission } from '../deployer.ts';
import type { Properties } from '../properties.ts';
import { physicalName, type ResourceRequest, type UpdateRequest } from '../resource-type.ts';
import { type HandlerPermissions, onResource } from './handler-permissions.ts';

interface Holder {
  /** The word in the names of IAM actions, for example `User` in `iam:GetUser`. */
  readonly kind: 'User' | 'Role';
  readonly nameProperty: string;
}

const MAX_NAME_LENGTH = 64;
const MAX_POLICY_NAME_LENGTH = 128;

export const userPermissions = holderPermissions({ kind: 'User', nameProperty: 'UserName' });
export const rolePermissions = holderPermissions({ kind: 'Role', nameProperty: 'RoleName' });

export const managedPolicyPermissions: HandlerPermissions = {
  create(request) {
    const { properties } = request;
    const name =
      properties.optionalText('ManagedPolicyName') ?? physicalName(request, MAX_POLICY_NAME_LENGTH);
    const path = properties.optionalText('Path') ?? '/';
    return onResource(iamArn(request, `policy${path}${name}`), [
      'iam:CreatePolicy',
      'iam:GetPolicy',
    ]);
  },
  update: ({ previous }) =>
    onResource(previous.physicalId, [
      'iam:GetPolicy',
      'iam:ListPolicyVersions',
      'iam:CreatePolicyVersion',
      'iam:DeletePolicyVersion',
    ]),
  delete: ({ physicalId }) =>
    onResource(physicalId, [
      'iam:GetPolicy',
      'iam:ListEntitiesForPolicy',
      'iam:ListPolicyVersions',
      'iam:DeletePolicy',
    ]),
};

/** The permissions for AWS::IAM::Policy. The registry has no schema for this type. */
export const policyPermissions: HandlerPermissions = {
  create: (request) => inlinePolicy(request, request.properties, 'Put'),
  update: (request) => [
    ...inlinePolicy(request, request.properties, 'Put'),
    ...inlinePolicy(request, request.previous.properties, 'Delete'),
  ],
  delete: (request) => inlinePolicy(request, request.properties, 'Delete'),
};

function inlinePolicy(
  request: ResourceRequest,
  properties: Properties,
  verb: 'Put' | 'Delete',
): readonly NeededPermission[] {
  const { roles, users } = request.services.identities;
  return [
    ...properties
      .texts('Roles')
      .flatMap((name) => onResource(roles.get(name).arn, [`iam:${verb}RolePolicy`])),
    ...properties
      .texts('Users')
      .flatMap((name) => onResource(users.get(name).arn, [`iam:${verb}UserPolicy`])),
  ];
}

function holderPermissions({ kind, nameProperty }: Holder): HandlerPermissions {
  const resource = kind.toLowerCase();
  const arn = (request: ResourceRequest, name: string) =>
    iamArn(request, `${resource}${request.properties.optionalText('Path') ?? '/'}${name}`);
  return {
    create(request) {
      const { properties } = request;
      const name = properties.optionalText(nameProperty) ?? physicalName(request, MAX_NAME_LENGTH);
      const own = arn(request, name);
      return [
        ...onResource(own, [`iam:Create${kind}`], boundaryOf(properties)),
        ...onResource(own, [`iam:Get${kind}`]),
        ...(properties.values.Tags === undefined ? [] : onResource(own, [`iam:Tag${kind}`])),
        ...policies(own, kind, properties),
      ];
    },
    update(request) {
      const own = arn(request, request.previous.physicalId);
      const { properties, previous } = request;
      return [
        ...changes(own, kind, request),
        ...policies(own, kind, properties, previous.properties),
      ];
    },
    delete(request) {
      const own = arn(request, request.physicalId);
      const { properties } = request;
      return [
        ...onResource(own, [
          `iam:Get${kind}`,
          `iam:ListAttached${kind}Policies`,
          `iam:List${kind}Policies`,
          ...(kind === 'User' ? ['iam:ListAccessKeys'] : []),
          ...(properties.objects('Policies', POLICY_FIELDS).length > 0
            ? [`iam:Delete${kind}Policy`]
            : []),
        ]),
        ...properties
          .texts('ManagedPolicyArns')
          .flatMap((policy) => attachment(own, `iam:Detach${kind}Policy`, policy)),
        ...onResource(own, [`iam:Delete${kind}`]),
      ];
    },
  };
}

const POLICY_FIELDS = ['PolicyName', 'PolicyDocument'];

function boundaryOf(properties: Properties): Record<string, string> | undefined {
  const boundary = properties.optionalText('PermissionsBoundary');
  return boundary === undefined ? undefined : { 'iam:PermissionsBoundary': boundary };
}

/** Returns the permissions to update the properties of the user or role, except its policies. */
function changes(
  own: string,
  kind: Holder['kind'],
  { properties, previous }: UpdateRequest,
): readonly NeededPermission[] {
  const isChanged = (name: string) =>
    JSON.stringify(properties.values[name]) !== JSON.stringify(previous.properties.values[name]);
  const boundary = boundaryOf(properties);
  return [
    ...(isChanged('AssumeRolePolicyDocument')
      ? onResource(own, ['iam:UpdateAssumeRolePolicy'])
      : []),
    ...(isChanged('Description') || isChanged('MaxSessionDuration')
      ? onResource(own, [`iam:Update${kind}`])
      : []),
    ...(isChanged('Tags') ? onResource(own, [`iam:Tag${kind}`, `iam:Untag${kind}`]) : []),
    ...(isChanged('PermissionsBoundary')
      ? onResource(
          own,
          [boundary ? `iam:Put${kind}PermissionsBoundary` : `iam:Delete${kind}PermissionsBoundary`],
          boundary,
        )
      : []),
  ];
}

/** Returns the permissions to replace the policies of the earlier template by the policies of the new template. */
function policies(
  own: string,
  kind: Holder['kind'],
  after: Properties,
  before?: Properties,
): readonly NeededPermission[] {
  const namesIn = (properties: Properties | undefined) =>
    new Map(
      properties
        ?.objects('Policies', POLICY_FIELDS)
        .map((policy) => [policy.text('PolicyName'), JSON.stringify(policy.values)]),
    );
  const [old, current] = [namesIn(before), namesIn(after)];
  const oldManaged = before?.texts('ManagedPolicyArns') ?? [];
  const managed = after.texts('ManagedPolicyArns');
  const isPut = [...current].some(([name, document]) => old.get(name) !== document);
  const isDeleted = [...old.keys()].some((name) => !current.has(name));
  return [
    ...(isPut ? onResource(own, [`iam:Put${kind}Policy`]) : []),
    ...(isDeleted ? onResource(own, [`iam:Delete${kind}Policy`]) : []),
    ...managed
      .filter((policy) => !oldManaged.includes(policy))
      .flatMap((policy) => attachment(own, `iam:Attach${kind}Policy`, policy)),
    ...oldManaged
      .filter((policy) => !managed.includes(policy))
      .flatMap((policy) => attachment(own, `iam:Detach${kind}Policy`, policy)),
  ];
}

function attachment(own: string, action: string, policyArn: string): readonly NeededPermission[] {
  return onResource(own, [action], { 'iam:PolicyARN': policyArn });
}

function iamArn({ services }: ResourceRequest, resource: string): string {
  const { partition, accountId } = services.account;
  return `arn:${partition}:iam::${accountId}:${resource}`;
}
