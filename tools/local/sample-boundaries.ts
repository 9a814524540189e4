import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { LocalAws } from 'local-aws';
import { readableValue } from '../review/readable-value.ts';

/** Path and name of a managed policy of an account. */
const POLICY_ARN = /^arn:[\w-]+:iam::(\d{12}):policy(\/(?:.+\/)?)([^/]+)$/;

const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/**
 * Creates the permissions boundaries of the roles in the assembly. On AWS the organization owns these policies. What they
 * say is not known here, so each allows everything, and a warning says so.
 */
export function createSampleBoundaries(
  local: LocalAws,
  assemblyFolder: string,
  onWarning: (message: string) => void,
): void {
  const { accountId, partition } = local.account;
  const templates = new CloudAssembly(assemblyFolder).stacksRecursively.map(
    ({ template }) => template,
  );
  const boundaries = templates
    .flatMap(boundariesIn)
    .map((arn) =>
      arn.replaceAll('${AWS::AccountId}', accountId).replaceAll('${AWS::Partition}', partition),
    );
  for (const arn of new Set(boundaries)) {
    const [, account, path, policyName] = POLICY_ARN.exec(arn) ?? [];
    if (account === accountId && policyName !== undefined) {
      local.identities.managedPolicies.create({ policyName, path, document: EVERYTHING });
      onWarning(
        `${arn}: this run does not know the policy: a boundary that allows everything replaces it`,
      );
    }
  }
}

/** The account that a boundary of the configuration is in: a role and its boundary are always in one account. */
export function accountIdOf(rolesBoundary: string | undefined): string | undefined {
  return POLICY_ARN.exec(rolesBoundary ?? '')?.[1];
}

interface Template {
  readonly Resources?: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: { PermissionsBoundary?: unknown } }
    >
  >;
}

function boundariesIn({ Resources = {} }: Template): readonly string[] {
  return Object.entries(Resources)
    .filter(
      ([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && Properties?.PermissionsBoundary,
    )
    .map(([id, { Properties }]) => String(readableValue(Properties?.PermissionsBoundary, id)));
}
