import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { AWS_MANAGED_POLICIES } from './aws-managed-policies.ts';
import { checkEntityName } from './entity-name.ts';
import { parsePolicy, policySize } from './parse-policy.ts';
import type { PolicyDocument } from './policy-document.ts';
import { uniqueId } from './unique-id.ts';

/**
 * Characters without white space.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_MANAGED_POLICY_CHARACTERS = 6144;

export interface ManagedPolicy {
  readonly policyName: string;
  readonly path: string;
  readonly arn: string;
  /** `ANPA…` */
  readonly policyId: string;
  readonly description?: string;
  readonly document: PolicyDocument;
}

export interface NewManagedPolicy {
  readonly policyName: string;
  readonly path?: string;
  readonly description?: string;
  /** JSON, as a string or as an object. */
  readonly document: unknown;
}

/**
 * The customer managed policies of the account, and the AWS managed policies. After an update of a policy, the new
 * document applies to the next request of every user and role with the policy.
 */
export class ManagedPolicies {
  readonly #account: Account;
  readonly #policies = new Map<string, ManagedPolicy>();
  readonly #ofAws: ReadonlyMap<string, ManagedPolicy>;
  readonly #uses = new Map<string, number>();

  constructor(account: Account) {
    this.#account = account;
    this.#ofAws = policiesOfAws(account.partition);
  }

  /** Throws EntityAlreadyExists, MalformedPolicyDocument, LimitExceeded. */
  create(input: NewManagedPolicy): ManagedPolicy {
    const path = input.path ?? '/';
    checkEntityName('policy', input.policyName, path);
    if ([...this.#policies.values()].some((policy) => policy.policyName === input.policyName)) {
      throw new AwsError(
        'EntityAlreadyExists',
        `A policy called ${input.policyName} already exists. Duplicate names are not allowed.`,
        409,
      );
    }
    const { partition, accountId } = this.#account;
    const policy: ManagedPolicy = {
      policyName: input.policyName,
      path,
      arn: `arn:${partition}:iam::${accountId}:policy${path}${input.policyName}`,
      policyId: uniqueId('ANPA'),
      description: input.description,
      document: parseManagedPolicy(input.document),
    };
    this.#policies.set(policy.arn, policy);
    return policy;
  }

  /** Throws NoSuchEntity. */
  get(arn: string): ManagedPolicy {
    const policy = this.#policies.get(arn) ?? this.#ofAws.get(arn);
    if (policy === undefined) {
      throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
    }
    return policy;
  }

  /** Replaces the document, as a new default version does. */
  update(arn: string, document: unknown): ManagedPolicy {
    const policy = { ...this.get(arn), document: parseManagedPolicy(document) };
    this.#policies.set(arn, policy);
    return policy;
  }

  /** Throws DeleteConflict if the policy is attached, as a policy or as a boundary. */
  delete(arn: string): void {
    this.get(arn);
    if ((this.#uses.get(arn) ?? 0) > 0) {
      throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
    }
    this.#policies.delete(arn);
    this.#uses.delete(arn);
  }

  /** Counts one more user or role with this policy. */
  addUse(arn: string): void {
    this.get(arn);
    this.#uses.set(arn, (this.#uses.get(arn) ?? 0) + 1);
  }

  removeUse(arn: string): void {
    this.#uses.set(arn, (this.#uses.get(arn) ?? 0) - 1);
  }
}

function policiesOfAws(partition: string): ReadonlyMap<string, ManagedPolicy> {
  return new Map(
    [...AWS_MANAGED_POLICIES].map(([policyName, document]) => {
      const arn = `arn:${partition}:iam::aws:policy/${policyName}`;
      const policyId = uniqueId('ANPA');
      return [
        arn,
        { policyName, path: '/', arn, policyId, document: parsePolicy(document, 'identity') },
      ];
    }),
  );
}

function parseManagedPolicy(document: unknown): PolicyDocument {
  if (policySize(document) > MAX_MANAGED_POLICY_CHARACTERS) {
    throw new AwsError(
      'LimitExceeded',
      `Cannot exceed quota for PolicySize: ${MAX_MANAGED_POLICY_CHARACTERS}`,
      409,
    );
  }
  return parsePolicy(document, 'identity');
}
