import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { AttachedPolicies } from './attached-policies.ts';
import { checkEntityName } from './entity-name.ts';
import type { ManagedPolicies } from './managed-policies.ts';
import { parsePolicy, policySize } from './parse-policy.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { SessionTag } from './principal.ts';
import { uniqueId } from './unique-id.ts';

/**
 * Characters without white space.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_TRUST_POLICY_CHARACTERS = 2048;
/** Seconds. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const SESSION_SECONDS = { min: 3600, max: 43_200, default: 3600 } as const;

export interface Role {
  readonly roleName: string;
  readonly path: string;
  readonly arn: string;
  /** `AROA…` */
  readonly roleId: string;
  readonly description?: string;
  readonly trustPolicy: PolicyDocument;
  readonly maxSessionSeconds: number;
  /** The principal tags of its sessions. */
  readonly tags: readonly SessionTag[];
  readonly policies: AttachedPolicies;
}

export interface NewRole {
  readonly roleName: string;
  readonly path?: string;
  readonly description?: string;
  /** The trust policy: JSON, as a string or as an object. */
  readonly assumeRolePolicyDocument: unknown;
  /** Seconds, 3,600 to 43,200. */
  readonly maxSessionDuration?: number;
  readonly tags?: readonly SessionTag[];
  /** The ARN of a managed policy. */
  readonly permissionsBoundary?: string;
}

export class Roles {
  readonly #account: Account;
  readonly #managedPolicies: ManagedPolicies;
  readonly #roles = new Map<string, Role>();

  constructor(account: Account, managedPolicies: ManagedPolicies) {
    this.#account = account;
    this.#managedPolicies = managedPolicies;
  }

  /** All roles, in the order of creation. */
  all(): readonly Role[] {
    return [...this.#roles.values()];
  }

  /**
   * Throws EntityAlreadyExists, MalformedPolicyDocument, LimitExceeded, NoSuchEntity (the boundary), ValidationError.
   */
  create(input: NewRole): Role {
    const { roleName, path = '/', maxSessionDuration = SESSION_SECONDS.default } = input;
    checkEntityName('role', roleName, path);
    if (this.#roles.has(roleName)) {
      throw new AwsError('EntityAlreadyExists', `Role with name ${roleName} already exists.`, 409);
    }
    checkSessionSeconds(maxSessionDuration);
    const trustPolicy = parseTrustPolicy(input.assumeRolePolicyDocument);
    const policies = new AttachedPolicies(this.#managedPolicies, 'role');
    policies.setBoundary(input.permissionsBoundary);
    const role: Role = {
      roleName,
      path,
      arn: `arn:${this.#account.partition}:iam::${this.#account.accountId}:role${path}${roleName}`,
      roleId: uniqueId('AROA'),
      description: input.description,
      trustPolicy,
      maxSessionSeconds: maxSessionDuration,
      tags: input.tags ?? [],
      policies,
    };
    this.#roles.set(roleName, role);
    return role;
  }

  /** Throws NoSuchEntity. */
  get(roleName: string): Role {
    const role = this.#roles.get(roleName);
    if (role === undefined) {
      throw new AwsError('NoSuchEntity', `The role with name ${roleName} cannot be found.`, 404);
    }
    return role;
  }

  /** An absent value is reset to its default. Throws NoSuchEntity, ValidationError. */
  update(
    roleName: string,
    {
      description,
      maxSessionDuration = SESSION_SECONDS.default,
      tags = [],
    }: Pick<NewRole, 'description' | 'maxSessionDuration' | 'tags'>,
  ): Role {
    checkSessionSeconds(maxSessionDuration);
    const role = {
      ...this.get(roleName),
      description,
      maxSessionSeconds: maxSessionDuration,
      tags,
    };
    this.#roles.set(roleName, role);
    return role;
  }

  updateTrustPolicy(roleName: string, assumeRolePolicyDocument: unknown): Role {
    const trustPolicy = parseTrustPolicy(assumeRolePolicyDocument);
    const role = { ...this.get(roleName), trustPolicy };
    this.#roles.set(roleName, role);
    return role;
  }

  /** Throws NoSuchEntity, and DeleteConflict if the role has policies. */
  delete(roleName: string): void {
    this.get(roleName).policies.release();
    this.#roles.delete(roleName);
  }

  findByArn(arn: string): Role | undefined {
    return [...this.#roles.values()].find((role) => role.arn === arn);
  }

  /** Looks up by unique id. A new role with an old name inherits nothing. */
  findById(roleId: string): Role | undefined {
    return [...this.#roles.values()].find((role) => role.roleId === roleId);
  }
}

function checkSessionSeconds(seconds: number): void {
  if (seconds < SESSION_SECONDS.min || seconds > SESSION_SECONDS.max) {
    throw new AwsError(
      'ValidationError',
      `Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: ` +
        `Member must have value between ${SESSION_SECONDS.min} and ${SESSION_SECONDS.max}`,
    );
  }
}

function parseTrustPolicy(document: unknown): PolicyDocument {
  if (policySize(document) > MAX_TRUST_POLICY_CHARACTERS) {
    throw new AwsError(
      'LimitExceeded',
      `Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST_POLICY_CHARACTERS}`,
      409,
    );
  }
  return parsePolicy(document, 'trust');
}
