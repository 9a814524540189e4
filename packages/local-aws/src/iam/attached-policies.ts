import { AwsError } from '../aws-error.ts';
import { checkEntityName } from './entity-name.ts';
import type { ManagedPolicies } from './managed-policies.ts';
import { parsePolicy, policySize } from './parse-policy.ts';
import type { PolicyDocument } from './policy-document.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_MANAGED_POLICIES = 10;
/** Characters without white space of all inline policies together. Source as above. */
const MAX_INLINE_CHARACTERS = { user: 2048, role: 10_240 } as const;

interface InlinePolicy {
  readonly document: PolicyDocument;
  readonly characters: number;
}

/** The policies of a user or role: managed policies by ARN, inline policies by name, and the permissions boundary. */
export class AttachedPolicies {
  readonly #managed: ManagedPolicies;
  readonly #holder: keyof typeof MAX_INLINE_CHARACTERS;
  readonly #attached = new Set<string>();
  readonly #inline = new Map<string, InlinePolicy>();
  #boundary: string | undefined;

  constructor(managed: ManagedPolicies, holder: keyof typeof MAX_INLINE_CHARACTERS) {
    this.#managed = managed;
    this.#holder = holder;
  }

  /** The current identity-based policies. An update of a managed policy takes effect at once. */
  get identityPolicies(): readonly PolicyDocument[] {
    return [
      ...[...this.#attached].map((arn) => this.#managed.get(arn).document),
      ...[...this.#inline.values()].map((policy) => policy.document),
    ];
  }

  get boundary(): PolicyDocument | undefined {
    return this.#boundary === undefined ? undefined : this.#managed.get(this.#boundary).document;
  }

  get managedPolicyArns(): readonly string[] {
    return [...this.#attached];
  }

  get inlinePolicyNames(): readonly string[] {
    return [...this.#inline.keys()];
  }

  /** Attaching a policy twice changes nothing, as in IAM. Throws NoSuchEntity, LimitExceeded. */
  attach(policyArn: string): void {
    if (this.#attached.has(policyArn)) {
      return;
    }
    if (this.#attached.size >= MAX_MANAGED_POLICIES) {
      throw new AwsError(
        'LimitExceeded',
        `Cannot exceed quota for PoliciesPer${this.#holder === 'user' ? 'User' : 'Role'}: ${MAX_MANAGED_POLICIES}`,
        409,
      );
    }
    this.#managed.addUse(policyArn);
    this.#attached.add(policyArn);
  }

  /** Throws NoSuchEntity. */
  detach(policyArn: string): void {
    if (!this.#attached.delete(policyArn)) {
      throw new AwsError('NoSuchEntity', `Policy ${policyArn} was not found.`, 404);
    }
    this.#managed.removeUse(policyArn);
  }

  /** Adds an inline policy, or replaces the policy of that name. Throws MalformedPolicyDocument, LimitExceeded. */
  putInline(policyName: string, document: unknown): void {
    checkEntityName('policy', policyName);
    const characters = policySize(document);
    let total = characters;
    for (const [name, policy] of this.#inline) {
      total += name === policyName ? 0 : policy.characters;
    }
    const limit = MAX_INLINE_CHARACTERS[this.#holder];
    if (total > limit) {
      throw new AwsError(
        'LimitExceeded',
        `Maximum policy size of ${limit} bytes exceeded for this ${this.#holder}`,
        409,
      );
    }
    this.#inline.set(policyName, { document: parsePolicy(document, 'identity'), characters });
  }

  /** Throws NoSuchEntity. */
  deleteInline(policyName: string): void {
    if (!this.#inline.delete(policyName)) {
      throw new AwsError(
        'NoSuchEntity',
        `The ${this.#holder} policy with name ${policyName} cannot be found.`,
        404,
      );
    }
  }

  /** Sets or, with `undefined`, removes the boundary. Throws NoSuchEntity. */
  setBoundary(policyArn: string | undefined): void {
    if (policyArn !== undefined) {
      this.#managed.addUse(policyArn);
    }
    if (this.#boundary !== undefined) {
      this.#managed.removeUse(this.#boundary);
    }
    this.#boundary = policyArn;
  }

  /** Throws DeleteConflict if there are policies. Otherwise removes the boundary, which does not block a deletion. */
  release(): void {
    if (this.#attached.size > 0) {
      throw new AwsError(
        'DeleteConflict',
        'Cannot delete entity, must detach all policies first.',
        409,
      );
    }
    if (this.#inline.size > 0) {
      throw new AwsError(
        'DeleteConflict',
        'Cannot delete entity, must delete policies first.',
        409,
      );
    }
    this.setBoundary(undefined);
  }
}
