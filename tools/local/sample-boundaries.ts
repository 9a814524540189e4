import type { LocalAws } from 'local-aws';
import { readableValue } from '../assembly/readable-value.ts';
import type { Template } from '../assembly/synthesized-broker.ts';

/** Path and name of a managed policy of an account. */
const POLICY_ARN = /^arn:[\w-]+:iam::(\d{12}):policy(\/(?:.+\/)?)([^/]+)$/;

const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/**
 * Creates the permissions boundaries that roles in the template refer to. On AWS, the organization owns these policies. The
 * local run does not know their content, so each boundary allows everything, and a warning says so.
 */
export function createSampleBoundaries(
  local: LocalAws,
  template: Template,
  onWarning: (message: string) => void,
): void {
  const { accountId, partition } = local.account;
  const boundaries = boundariesIn(template).map((arn) =>
    arn.replaceAll('${AWS::AccountId}', accountId).replaceAll('${AWS::Partition}', partition),
  );
  for (const arn of new Set(boundaries)) {
    const [, account, path, policyName] = POLICY_ARN.exec(arn) ?? [];
    if (account === accountId && policyName !== undefined) {
      local.identities.managedPolicies.create({ policyName, path, document: EVERYTHING });
      onWarning(
        `${arn}: this run does not know the content of this policy and uses a boundary that allows everything instead`,
      );
    }
  }
}

/** The account in the ARN of a permissions boundary, which is also the account of its role. */
export function accountIdOf(boundary: string): string | undefined {
  return POLICY_ARN.exec(boundary)?.[1];
}

/** ARNs of the boundaries of roles. References are written as text. */
export function boundariesIn({ Resources }: Template): readonly string[] {
  return Object.entries(Resources)
    .filter(
      ([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && Properties?.PermissionsBoundary,
    )
    .map(([id, { Properties }]) => String(readableValue(Properties?.PermissionsBoundary, id)));
}
