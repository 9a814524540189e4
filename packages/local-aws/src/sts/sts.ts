import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { Authorizer, Requester } from '../iam/authorizer.ts';
import type { Credentials, TemporaryCredential } from '../iam/credentials.ts';
import type { Identities } from '../iam/identities.ts';
import { parsePolicy } from '../iam/parse-policy.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import type {
  AssumedRolePrincipal,
  FederatedUserPrincipal,
  Principal,
  SessionTag,
} from '../iam/principal.ts';
import type { Role } from '../iam/roles.ts';
import { packedSize } from './packed-size.ts';
import {
  ASSUMED_ROLE_SECONDS,
  checkName,
  checkPolicyText,
  checkPresent,
  checkSeconds,
  FEDERATED_USER_NAME,
  FEDERATION_SECONDS,
  ROLE_SESSION_NAME,
} from './session-request.ts';
import { checkSessionTags, requestTagKeys, type SessionTagInput } from './session-tags.ts';

/**
 * The longest session, in seconds, if a role's session assumes the role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
const ROLE_CHAINING_MAX_SECONDS = 3600;

export interface StsDependencies {
  readonly account: Account;
  readonly clock: Clock;
  readonly identities: Identities;
  readonly credentials: Credentials;
  readonly authorizer: Authorizer;
}

/** Parameters as received, before they are checked. */
export interface FederationTokenInput {
  readonly name?: string;
  readonly durationSeconds?: string;
  readonly policy?: string;
  readonly tags?: readonly SessionTagInput[];
}

export interface AssumeRoleInput {
  readonly roleArn?: string;
  readonly roleSessionName?: string;
  readonly durationSeconds?: string;
  readonly policy?: string;
}

export interface IssuedSession<P extends AssumedRolePrincipal | FederatedUserPrincipal> {
  readonly credential: TemporaryCredential<P>;
  /** Per cent. Absent if neither session policy nor session tags were passed. */
  readonly packedPolicySize?: number;
}

/** Issues temporary credentials. */
export class Sts {
  readonly #dependencies: StsDependencies;

  constructor(dependencies: StsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Throws AwsError AccessDenied, ValidationError, InvalidParameterValue, MalformedPolicyDocument,
   * PackedPolicyTooLarge.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
   */
  getFederationToken(
    caller: Principal,
    input: FederationTokenInput,
    sourceIp?: string,
  ): IssuedSession<FederatedUserPrincipal> {
    if (caller.kind !== 'user') {
      throw new AwsError(
        'AccessDenied',
        'Cannot call GetFederationToken with session credentials',
        403,
      );
    }
    const { account, clock, credentials } = this.#dependencies;
    const name = checkName('name', input.name, FEDERATED_USER_NAME);
    const seconds = checkSeconds(input.durationSeconds, FEDERATION_SECONDS);
    if (input.policy !== undefined) {
      checkPolicyText(input.policy);
    }
    const sessionTags = checkSessionTags(input.tags ?? []);
    const arn = `arn:${account.partition}:sts::${account.accountId}:federated-user/${name}`;
    this.#authorizeFederation({ principal: caller, sourceIp }, arn, sessionTags);
    const policy = parseSessionPolicy(input.policy);
    const packedPolicySize = packedSize(input.policy, sessionTags);
    const issuedAt = clock.now();
    const credential = credentials.issue(expirationOf(issuedAt, seconds), (accessKeyId) => ({
      kind: 'federated-user' as const,
      accountId: account.accountId,
      name,
      arn,
      userId: `${account.accountId}:${name}`,
      issuer: caller,
      sessionPolicies: policy === undefined ? [] : [policy],
      sessionTags,
      accessKeyId,
      issuedAt,
    }));
    return { credential, packedPolicySize };
  }

  /**
   * Throws AwsError AccessDenied, ValidationError, MalformedPolicyDocument, PackedPolicyTooLarge.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  assumeRole(
    caller: Principal,
    input: AssumeRoleInput,
    sourceIp?: string,
  ): IssuedSession<AssumedRolePrincipal> {
    if (caller.kind === 'federated-user') {
      // Of STS, these credentials can call only GetCallerIdentity:
      // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
      throw new AwsError(
        'AccessDenied',
        'Cannot call AssumeRole with the credentials of a federated user',
        403,
      );
    }
    const roleArn = checkPresent('roleArn', input.roleArn);
    const sessionName = checkName('roleSessionName', input.roleSessionName, ROLE_SESSION_NAME);
    const seconds = checkSeconds(input.durationSeconds, ASSUMED_ROLE_SECONDS);
    if (input.policy !== undefined) {
      checkPolicyText(input.policy);
    }
    const role = this.#trustingRole({ principal: caller, sourceIp }, roleArn, sessionName);
    if (seconds > role.maxSessionSeconds) {
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    if (caller.kind === 'assumed-role' && seconds > ROLE_CHAINING_MAX_SECONDS) {
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      );
    }
    const policy = parseSessionPolicy(input.policy);
    const packedPolicySize = packedSize(input.policy, []);
    return {
      credential: this.#issueRoleSession(role, sessionName, seconds, policy),
      packedPolicySize,
    };
  }

  /**
   * Assumes a role as a service does, such as Lambda with the role of a function. The trust policy must allow `service`
   * (`lambda.amazonaws.com`). The session lasts 3,600 s. Throws AwsError AccessDenied, ValidationError.
   */
  assumeRoleAsService(
    roleArn: string,
    service: string,
    roleSessionName: string,
  ): TemporaryCredential<AssumedRolePrincipal> {
    return this.assumeRole({ kind: 'service', service }, { roleArn, roleSessionName }).credential;
  }

  /**
   * AWS lists no resource of sts:TagSession that could be a federated user, so IAM is asked about `*`. A policy that
   * allows `*` allows the action on every resource that AWS could ask about.
   * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
   */
  #authorizeFederation(
    requester: Requester,
    federatedUserArn: string,
    tags: readonly SessionTag[],
  ): void {
    const { account, authorizer } = this.#dependencies;
    const request = {
      ...requester,
      resourceAccount: account.accountId,
      context: requestTagKeys(tags),
    };
    const action = 'sts:GetFederationToken';
    authorizer.authorize({ ...request, action, resource: federatedUserArn });
    if (tags.length > 0) {
      authorizer.authorize({ ...request, action: 'sts:TagSession', resource: '*' });
    }
  }

  /**
   * A role that does not exist is refused like a role that does not trust the caller, so callers cannot find out names.
   */
  #trustingRole({ principal, sourceIp }: Requester, roleArn: string, sessionName: string): Role {
    const { account, authorizer, identities } = this.#dependencies;
    const role = identities.roles.findByArn(roleArn);
    authorizer.authorize({
      principal,
      sourceIp,
      action: 'sts:AssumeRole',
      resource: roleArn,
      resourceAccount: account.accountId,
      context: { 'sts:RoleSessionName': sessionName },
      resourcePolicy: role?.trustPolicy,
      resourcePolicyMustAllow: true,
    });
    if (role === undefined) {
      throw new Error(`AssumeRole was allowed on ${roleArn}, which does not exist.`);
    }
    return role;
  }

  #issueRoleSession(
    role: Role,
    sessionName: string,
    seconds: number,
    sessionPolicy: PolicyDocument | undefined,
  ): TemporaryCredential<AssumedRolePrincipal> {
    const { account, clock, credentials } = this.#dependencies;
    const issuedAt = clock.now();
    return credentials.issue(expirationOf(issuedAt, seconds), (accessKeyId) => ({
      kind: 'assumed-role' as const,
      accountId: account.accountId,
      roleName: role.roleName,
      sessionName,
      arn: `arn:${account.partition}:sts::${account.accountId}:assumed-role/${role.roleName}/${sessionName}`,
      roleArn: role.arn,
      userId: `${role.roleId}:${sessionName}`,
      sessionPolicies: sessionPolicy === undefined ? undefined : [sessionPolicy],
      accessKeyId,
      issuedAt,
    }));
  }
}

function parseSessionPolicy(text: string | undefined): PolicyDocument | undefined {
  return text === undefined ? undefined : parsePolicy(text, 'session');
}

/** Whole seconds, as in the answer. */
function expirationOf(issuedAt: Date, seconds: number): Date {
  return new Date((Math.floor(issuedAt.getTime() / 1000) + seconds) * 1000);
}
