import { AwsError } from '../aws-error.ts';
import type { Requester } from '../iam/authorizer.ts';
import type { TemporaryCredential } from '../iam/credentials.ts';
import type { Principal } from '../iam/principal.ts';
import { isoSeconds } from '../iam/request-context.ts';
import { type QueryList, readList } from '../query-list.ts';
import { createQueryService, type QueryAction, type XmlElements } from '../query-protocol.ts';
import type { Service } from '../service.ts';
import type { Sts } from './sts.ts';

const TAGS: QueryList = { name: 'Tags', members: ['Key', 'Value'] };

/** The STS API over HTTP. https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
export function createStsService(sts: Sts): Service {
  return createQueryService({
    signingName: 'sts',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    version: '2011-06-15',
    actions: new Map<string, QueryAction>([
      [
        'GetCallerIdentity',
        { parameters: [], run: (_, { principal }) => callerIdentity(principal) },
      ],
      [
        'GetFederationToken',
        {
          parameters: ['Name', 'DurationSeconds', 'Policy'],
          lists: [TAGS],
          run: (parameters, request) => federationToken(sts, parameters, request),
        },
      ],
      [
        'AssumeRole',
        {
          parameters: ['RoleArn', 'RoleSessionName', 'DurationSeconds', 'Policy'],
          run: (parameters, request) => assumedRole(sts, parameters, request),
        },
      ],
    ]),
  });
}

/**
 * GetCallerIdentity needs no permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
function callerIdentity(principal: Principal): XmlElements {
  if (!('accountId' in principal)) {
    throw new AwsError(
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
      403,
    );
  }
  return { Arn: principal.arn, UserId: principal.userId, Account: principal.accountId };
}

function federationToken(
  sts: Sts,
  parameters: ReadonlyMap<string, string>,
  { principal, sourceIp }: Requester,
): XmlElements {
  const session = sts.getFederationToken(
    principal,
    {
      name: parameters.get('Name'),
      durationSeconds: parameters.get('DurationSeconds'),
      policy: parameters.get('Policy'),
      tags: readList(TAGS, parameters).map(({ Key, Value }) => ({ key: Key, value: Value })),
    },
    sourceIp,
  );
  const { arn, userId } = session.credential.principal;
  return {
    Credentials: credentialElements(session.credential),
    FederatedUser: { Arn: arn, FederatedUserId: userId },
    ...packedPolicySize(session),
  };
}

function assumedRole(
  sts: Sts,
  parameters: ReadonlyMap<string, string>,
  { principal, sourceIp }: Requester,
): XmlElements {
  const session = sts.assumeRole(
    principal,
    {
      roleArn: parameters.get('RoleArn'),
      roleSessionName: parameters.get('RoleSessionName'),
      durationSeconds: parameters.get('DurationSeconds'),
      policy: parameters.get('Policy'),
    },
    sourceIp,
  );
  const { arn, userId } = session.credential.principal;
  return {
    Credentials: credentialElements(session.credential),
    AssumedRoleUser: { Arn: arn, AssumedRoleId: userId },
    ...packedPolicySize(session),
  };
}

function credentialElements(credential: TemporaryCredential): XmlElements {
  return {
    AccessKeyId: credential.accessKeyId,
    SecretAccessKey: credential.secretAccessKey,
    SessionToken: credential.sessionToken,
    Expiration: isoSeconds(credential.expiration),
  };
}

function packedPolicySize(session: { readonly packedPolicySize?: number }): XmlElements {
  return session.packedPolicySize === undefined
    ? {}
    : { PackedPolicySize: session.packedPolicySize };
}
