import type { LocalAws } from 'local-aws';
import type { Grant } from '../../core/grants/grant.ts';
import { type IamGrantee, permissionSetRoleName } from '../../core/grants/grantee.ts';
import type { ApiCredentials } from './signed-fetch.ts';

/** A caller that exists only in the local AWS. */
export interface SampleCaller {
  /** Name of its profile in the AWS configuration file, such as `role-TeamA`. */
  readonly profile: string;
  readonly grantee: IamGrantee;
  readonly credentials: ApiCredentials;
}

/** IAM Identity Center ends the name of each permission set's role with 16 hexadecimal digits. */
const PERMISSION_SET_SUFFIX = '0123456789abcdef';

const SESSION_NAME = 'sample';

/** Assumes the sample roles, as it would for a program on a virtual machine. */
const SESSION_SERVICE = 'ec2.amazonaws.com';

const OPERATOR = 'operator';

/** 12 hours, the longest session of a role. */
const SESSION_SECONDS = 43_200;

/**
 * Creates the role or user of each grant and attaches the caller policy to it. On AWS the account's administrator does that,
 * or IAM Identity Center for the role of a permission set. A stack without the caller policy has no API for roles and users.
 */
export function createSampleCallers(
  local: LocalAws,
  grants: readonly Grant[],
  callerPolicyArn: string | undefined,
): readonly SampleCaller[] {
  if (callerPolicyArn === undefined) {
    return [];
  }
  const signing = grants.flatMap(({ grantee }) => (grantee.kind === 'jwt' ? [] : [grantee]));
  const grantees = new Map(signing.map((grantee) => [profileOf(grantee), grantee]));
  return [...grantees].map(([profile, grantee]) => ({
    profile,
    grantee,
    credentials:
      grantee.kind === 'user'
        ? createUser(local, grantee.name, callerPolicyArn)
        : createRoleSession(local, roleNameOf(grantee), callerPolicyArn),
  }));
}

/** Creates an administrator of the local account, for the commands of the operations guide. */
export function createOperator(local: LocalAws): ApiCredentials {
  const user = local.identities.users.create({ userName: OPERATOR });
  user.policies.putInline('Administrator', policy({ Action: '*', Resource: '*' }));
  const { accessKeyId, secretAccessKey } = user.accessKeys.create();
  return { accessKeyId, secretAccessKey };
}

export function profileOf({ kind, name }: IamGrantee): string {
  return `${kind}-${name}`;
}

function roleNameOf({ kind, name, suffix = PERMISSION_SET_SUFFIX }: IamGrantee): string {
  return kind === 'role' ? name : permissionSetRoleName(name, suffix);
}

function createUser(local: LocalAws, userName: string, callerPolicyArn: string): ApiCredentials {
  const user = local.identities.users.create({ userName });
  user.policies.attach(callerPolicyArn);
  const { accessKeyId, secretAccessKey } = user.accessKeys.create();
  return { accessKeyId, secretAccessKey };
}

function createRoleSession(
  local: LocalAws,
  roleName: string,
  callerPolicyArn: string,
): ApiCredentials {
  const role = local.identities.roles.create({
    roleName,
    maxSessionDuration: SESSION_SECONDS,
    assumeRolePolicyDocument: policy({
      Action: 'sts:AssumeRole',
      Principal: { Service: SESSION_SERVICE },
    }),
  });
  role.policies.attach(callerPolicyArn);
  const { credential } = local.sts.assumeRole(
    { kind: 'service', service: SESSION_SERVICE },
    {
      roleArn: role.arn,
      roleSessionName: SESSION_NAME,
      durationSeconds: String(SESSION_SECONDS),
    },
  );
  const { accessKeyId, secretAccessKey, sessionToken } = credential;
  return { accessKeyId, secretAccessKey, sessionToken };
}

function policy(statement: object): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
}
