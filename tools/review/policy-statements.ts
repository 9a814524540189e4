import { InvalidInput } from '../../core/problems.ts';
import { record, refuseUnknown, texts } from './template.ts';

/** One statement of the template: who may, or must not, do what with what, and when. */
export interface PermissionStatement {
  /** A reference to a resource, or a description: `the service lambda.amazonaws.com`. */
  readonly principal: string;
  /** A logical id, with the policy's name where the resource has several policies. */
  readonly policy: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly StatementCondition[];
}

export interface StatementCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The parts of a statement that follow from its place in the template. */
export interface Holder {
  readonly policy: string;
  /** If absent, the statement names its principal itself. */
  readonly principal?: string;
  /** The resource that the policy is attached to. In such a policy, `*` means this resource. */
  readonly resource?: string;
  /** The role of a trust policy, whose statements have no resource. */
  readonly trustingRole?: string;
}

/** @throws InvalidInput for a form of a policy that the page cannot show */
export function ofPolicy(document: unknown, holder: Holder): readonly PermissionStatement[] {
  const policy = record(document, holder.policy);
  refuseUnknown(holder.policy, policy, ['Version', 'Statement']);
  // In any other version, `${*}` is four literal characters.
  if (policy.Version !== '2012-10-17') {
    throw new InvalidInput([`${holder.policy}: Version: must be 2012-10-17`]);
  }
  return listOf(policy.Statement, holder.policy).map((value) =>
    ofStatement(record(value, holder.policy), holder),
  );
}

function ofStatement(
  statement: Readonly<Record<string, unknown>>,
  { policy, principal, resource, trustingRole }: Holder,
): PermissionStatement {
  refuseUnknown(policy, statement, [
    ...['Sid', 'Effect', 'Action', 'Condition'],
    ...(principal === undefined ? ['Principal'] : []),
    ...(trustingRole === undefined ? ['Resource'] : []),
  ]);
  const { Effect, Action, Resource, Principal, Condition = {} } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new InvalidInput([`${policy}: Effect: must be Allow or Deny`]);
  }
  return {
    principal: principal ?? principalOf(Principal, policy),
    policy,
    effect: Effect,
    actions: texts(Action, policy),
    resources: texts(Resource ?? trustingRole, policy).map((name) =>
      name === '*' ? (resource ?? name) : name,
    ),
    conditions: conditionsOf(Condition, policy),
  };
}

function conditionsOf(value: unknown, policy: string): readonly StatementCondition[] {
  return Object.entries(record(value, policy)).flatMap(([operator, tests]) =>
    Object.entries(record(tests, policy)).map(([key, values]) => ({
      operator,
      key,
      values: texts(values, policy),
    })),
  );
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function principalOf(value: unknown, policy: string): string {
  if (typeof value === 'string') {
    return principalText(value);
  }
  const principal = record(value, policy);
  refuseUnknown(policy, principal, ['AWS', 'Service']);
  const { AWS, Service } = principal;
  const names = [AWS, Service].flat().filter((name) => name !== undefined);
  return texts(names, policy).map(principalText).join(' and ');
}

export function principalText(name: string): string {
  if (name === '*') {
    return 'everyone';
  }
  return name.endsWith('.amazonaws.com') ? `the service ${name}` : name;
}

export function listOf(value: unknown, owner: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new InvalidInput([`${owner}: must have a list of statements or policies`]);
  }
  return value;
}
