import { InvalidInput } from '../../core/problems.ts';
import { reference } from '../assembly/readable-value.ts';
import { listOf, ofPolicy, type PermissionStatement, principalText } from './policy-statements.ts';
import {
  type ReviewedResource,
  type ReviewedTemplate,
  record,
  refuseUnknown,
  texts,
} from './template.ts';

/**
 * All statements, in the order of the template.
 *
 * @throws InvalidInput for a statement in a form that the page cannot show, or in a place that it does not read
 */
export function statementsOf(template: ReviewedTemplate): readonly PermissionStatement[] {
  const { resources } = template;
  const statements = resources.flatMap((resource) => ofResource(resource, resources));
  const permissions = resources.filter(({ type }) => type === 'AWS::Lambda::Permission').length;
  const written = countEffects(resources) + permissions;
  if (statements.length !== written) {
    throw new InvalidInput([
      `the template: has ${written} statements, but the review page can show only ${statements.length}: move the others into policies of roles, users or the secret`,
    ]);
  }
  return statements;
}

function ofResource(
  { logicalId, type, properties }: ReviewedResource,
  resources: readonly ReviewedResource[],
): readonly PermissionStatement[] {
  switch (type) {
    case 'AWS::IAM::ManagedPolicy': {
      const principal =
        usersOf(logicalId, resources) ?? `every identity that has ${reference(logicalId)} attached`;
      return ofPolicy(properties.PolicyDocument, { policy: logicalId, principal });
    }
    case 'AWS::IAM::User':
      refuseForeignPolicies(logicalId, properties, resources);
      return [];
    case 'AWS::IAM::Role':
      return ofRole(logicalId, properties);
    case 'AWS::SecretsManager::ResourcePolicy':
      return ofPolicy(properties.ResourcePolicy, {
        policy: logicalId,
        resource: String(properties.SecretId),
      });
    case 'AWS::Lambda::Permission':
      return [ofPermission(logicalId, properties)];
    default:
      return [];
  }
}

function ofRole(
  logicalId: string,
  { AssumeRolePolicyDocument, Policies = [] }: ReviewedResource['properties'],
): readonly PermissionStatement[] {
  const inline = listOf(Policies, logicalId).map((value) => record(value, logicalId));
  return [
    ...ofPolicy(AssumeRolePolicyDocument, {
      policy: `${logicalId} (trust)`,
      trustingRole: reference(logicalId),
    }),
    ...inline.flatMap((policy) => {
      refuseUnknown(logicalId, policy, ['PolicyName', 'PolicyDocument']);
      return ofPolicy(policy.PolicyDocument, {
        policy: `${logicalId} (${policy.PolicyName})`,
        principal: reference(logicalId),
      });
    }),
  ];
}

/**
 * The statement that Lambda adds to the function's resource policy.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
function ofPermission(
  logicalId: string,
  { Action, FunctionName, Principal, SourceArn, SourceAccount }: ReviewedResource['properties'],
): PermissionStatement {
  const source = (operator: string, key: string, value: unknown) =>
    value === undefined ? [] : [{ operator, key, values: texts(value, logicalId) }];
  const [name = ''] = texts(Principal, logicalId);
  return {
    principal: principalText(name),
    policy: logicalId,
    effect: 'Allow',
    actions: texts(Action, logicalId),
    resources: texts(FunctionName, logicalId),
    conditions: [
      ...source('StringLike', 'aws:SourceArn', SourceArn),
      ...source('StringEquals', 'aws:SourceAccount', SourceAccount),
    ],
  };
}

function usersOf(policyId: string, resources: readonly ReviewedResource[]): string | undefined {
  const users = resources.filter(({ type, properties }) => {
    const { ManagedPolicyArns } = properties;
    return type === 'AWS::IAM::User' && [ManagedPolicyArns].flat().includes(reference(policyId));
  });
  return users.length === 0
    ? undefined
    : users.map(({ logicalId }) => reference(logicalId)).join(' and ');
}

/** The template does not show what a policy outside the template allows. */
function refuseForeignPolicies(
  logicalId: string,
  { ManagedPolicyArns = [], PermissionsBoundary = [] }: ReviewedResource['properties'],
  resources: readonly ReviewedResource[],
): void {
  const own = resources.filter(({ type }) => type === 'AWS::IAM::ManagedPolicy');
  const foreign = [ManagedPolicyArns, PermissionsBoundary]
    .flat()
    .filter((attached) => !own.some((policy) => reference(policy.logicalId) === attached));
  if (foreign.length > 0) {
    throw new InvalidInput(
      foreign.map(
        (attached) =>
          `${logicalId}: has ${attached} attached, which is not in the template: attach a policy of the template`,
      ),
    );
  }
}

function countEffects(value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  const own = 'Effect' in value ? 1 : 0;
  return Object.values(value).reduce<number>((sum, item) => sum + countEffects(item), own);
}
