import { AwsError } from '../aws-error.ts';
import { createQueryService, type QueryAction } from '../query-protocol.ts';
import type { Service, ServiceRequest } from '../service.ts';
import { entitiesForPolicy } from './entities-for-policy.ts';
import { type IamServiceDependencies, refuseFederatedUser, required } from './iam-request.ts';
import { isoSeconds } from './request-context.ts';
import type { User } from './users.ts';

type Parameters = ReadonlyMap<string, string>;

/**
 * The operations of the IAM API that rotate access keys, end the sessions of a user, and prepare the deletion of a
 * policy.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 */
export function createIamService(dependencies: IamServiceDependencies): Service {
  const onUser =
    (action: string, act: (user: User, parameters: Parameters) => ReturnType<QueryAction['run']>) =>
    (parameters: Parameters, request: ServiceRequest) =>
      act(authorizedUser(dependencies, action, parameters, request), parameters);

  return createQueryService({
    signingName: 'iam',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    version: '2010-05-08',
    actions: new Map<string, QueryAction>([
      [
        'ListEntitiesForPolicy',
        {
          parameters: ['PolicyArn'],
          run: (parameters, request) => entitiesForPolicy(dependencies, parameters, request),
        },
      ],
      ['GetUser', { parameters: ['UserName'], run: onUser('GetUser', getUser) }],
      [
        'CreateAccessKey',
        { parameters: ['UserName'], run: onUser('CreateAccessKey', createAccessKey) },
      ],
      [
        'ListAccessKeys',
        { parameters: ['UserName'], run: onUser('ListAccessKeys', listAccessKeys) },
      ],
      [
        'UpdateAccessKey',
        {
          parameters: ['UserName', 'AccessKeyId', 'Status'],
          run: onUser('UpdateAccessKey', updateAccessKey),
        },
      ],
      [
        'DeleteAccessKey',
        {
          parameters: ['UserName', 'AccessKeyId'],
          run: onUser('DeleteAccessKey', deleteAccessKey),
        },
      ],
      [
        'PutUserPolicy',
        {
          parameters: ['UserName', 'PolicyName', 'PolicyDocument'],
          run: onUser('PutUserPolicy', putUserPolicy),
        },
      ],
      [
        'DeleteUserPolicy',
        {
          parameters: ['UserName', 'PolicyName'],
          run: onUser('DeleteUserPolicy', deleteUserPolicy),
        },
      ],
    ]),
  });
}

/** Returns the user that the request names, or else the user who signed it, if IAM allows the action. */
function authorizedUser(
  { account, identities, authorizer }: IamServiceDependencies,
  action: string,
  parameters: Parameters,
  { principal, sourceIp }: ServiceRequest,
): User {
  refuseFederatedUser(principal);
  const userName =
    parameters.get('UserName') ?? (principal.kind === 'user' ? principal.userName : undefined);
  if (userName === undefined) {
    throw new AwsError(
      'ValidationError',
      'Must specify userName when calling with non-User credentials',
    );
  }
  authorizer.authorize({
    principal,
    sourceIp,
    action: `iam:${action}`,
    resource:
      identities.users.find(userName)?.arn ??
      `arn:${account.partition}:iam::${account.accountId}:user/${userName}`,
    resourceAccount: account.accountId,
  });
  return identities.users.get(userName);
}

function getUser(user: User) {
  return {
    User: {
      Path: user.path,
      UserName: user.userName,
      UserId: user.userId,
      Arn: user.arn,
      CreateDate: isoSeconds(user.createDate),
    },
  };
}

function createAccessKey(user: User) {
  const accessKey = user.accessKeys.create();
  return {
    AccessKey: {
      UserName: user.userName,
      AccessKeyId: accessKey.accessKeyId,
      Status: accessKey.status,
      SecretAccessKey: accessKey.secretAccessKey,
      CreateDate: isoSeconds(accessKey.createDate),
    },
  };
}

function listAccessKeys(user: User) {
  const member = user.accessKeys.list().map((accessKey) => ({
    UserName: user.userName,
    AccessKeyId: accessKey.accessKeyId,
    Status: accessKey.status,
    CreateDate: isoSeconds(accessKey.createDate),
  }));
  return { AccessKeyMetadata: { member }, IsTruncated: 'false' };
}

function updateAccessKey(user: User, parameters: Parameters) {
  const status = required(parameters, 'Status');
  if (status !== 'Active' && status !== 'Inactive') {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`,
    );
  }
  user.accessKeys.setStatus(required(parameters, 'AccessKeyId'), status);
  return undefined;
}

function deleteAccessKey(user: User, parameters: Parameters) {
  user.accessKeys.delete(required(parameters, 'AccessKeyId'));
  return undefined;
}

function putUserPolicy(user: User, parameters: Parameters) {
  const document = required(parameters, 'PolicyDocument');
  user.policies.putInline(required(parameters, 'PolicyName'), document);
  return undefined;
}

function deleteUserPolicy(user: User, parameters: Parameters) {
  user.policies.deleteInline(required(parameters, 'PolicyName'));
  return undefined;
}
