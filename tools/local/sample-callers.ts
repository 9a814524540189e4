import type { LocalAws } from 'local-aws';
import type { Grant } from '../../core/grants/grant.ts';
import type { IamGrantee } from '../../core/grants/grantee.ts';
import type { ApiCredentials } from './signed-fetch.ts';

/** A caller that exists on this machine alone. */
export interface SampleCaller {
  /** Its profile in the AWS configuration file, `role-TeamA`. */
  readonly profile: string;
  readonly grantee: IamGrantee;
  readonly credentials: ApiCredentials;
}

/** 16 hexadecimal digits, as IAM Identity Center adds them to the roles of its permission sets. */
const PERMISSION_SET_SUFFIX = '0123456789abcdef';

const SESSION_NAME = 'sample';

/** Who assumes the sample roles: a program on a virtual machine would hold such a session. */
const SESSION_SERVICE = 'ec2.amazonaws.com';

const OPERATOR = 'operator';

/** What a role's session lasts at most: 12 hours. */
const SESSION_SECONDS = 43_200;

/**
 * Makes each grantee of the grants with the caller policy, as the account's administrator would on AWS, and IAM Identity
 * Center for the roles of permission sets that name the policy. Without the policy nobody signs calls, and there is no grantee to make.
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

/** A user of the local account who may do everything: who looks after the broker. */
export function createOperator(local: LocalAws): ApiCredentials {
  const user = local.identities.users.create({ userName: OPERATOR });
  user.policies.putInline('Administrator', policy({ Action: '*', Resource: '*' }));
  const { accessKeyId, secretAccessKey } = user.accessKeys.create();
  return { accessKeyId, secretAccessKey };
}

export function profileOf({ kind, name }: IamGrantee): string {
  return `${kind}-${name}`;
}

function roleNameOf({ kind, name }: IamGrantee): string {
  return kind === 'role' ? name : `AWSReservedSSO_${name}_${PERMISSION_SET_SUFFIX}`;
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
