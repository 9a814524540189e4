import type { AttachedPolicies } from '../../iam/attached-policies.ts';
import type { JsonObject } from '../json-object.ts';
import { Properties } from '../properties.ts';

export const NO_POLICIES = new Properties('', {});

interface Policies {
  readonly boundary: string | undefined;
  readonly managed: readonly string[];
  /** Documents by name. */
  readonly inline: ReadonlyMap<string, JsonObject>;
}

/**
 * Changes the policies of a user or role from those of one template to those of the next. Policies that a person
 * attached stay, and block a deletion as on AWS. A failure changes nothing.
 */
export function changePolicies(
  policies: AttachedPolicies,
  before: Properties,
  after: Properties,
): void {
  const [from, to] = [read(before), read(after)];
  try {
    change(policies, from, to);
  } catch (error) {
    change(policies, to, from);
    throw error;
  }
}

function change(policies: AttachedPolicies, from: Policies, to: Policies): void {
  policies.setBoundary(to.boundary);
  const attached = policies.managedPolicyArns;
  for (const arn of from.managed.filter((each) => !to.managed.includes(each))) {
    if (attached.includes(arn)) {
      policies.detach(arn);
    }
  }
  const present = policies.inlinePolicyNames;
  for (const name of [...from.inline.keys()].filter((each) => !to.inline.has(each))) {
    if (present.includes(name)) {
      policies.deleteInline(name);
    }
  }
  for (const arn of to.managed) {
    policies.attach(arn);
  }
  for (const [name, document] of to.inline) {
    policies.putInline(name, document);
  }
}

function read(properties: Properties): Policies {
  const inline = properties.objects('Policies', ['PolicyName', 'PolicyDocument']);
  return {
    boundary: properties.optionalText('PermissionsBoundary'),
    managed: properties.texts('ManagedPolicyArns'),
    inline: new Map(
      inline.map((policy) => [policy.text('PolicyName'), policy.object('PolicyDocument').values]),
    ),
  };
}
