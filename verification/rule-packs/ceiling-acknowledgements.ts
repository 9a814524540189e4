import type { Configuration } from '../../core/configuration/configuration.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { formatScope } from '../../core/grants/scope.ts';
import { ceilingOf } from '../../core/policies/ceiling.ts';
import { objectsArn, scopePattern } from '../../core/policies/s3-resources.ts';
import type { Acknowledgement } from './judgement.ts';

const CEILING = 'BrokerUserCeiling';

/**
 * Acknowledges the wildcards of the ceiling that its entries or grants need, so that a new grant needs no new
 * acknowledgement. They are derived from the scopes, not from the compiled policy: a policy that is too wide stays open.
 */
export function ceilingAcknowledgements(
  configurationPath: string,
  configuration: Configuration,
  grants: readonly Grant[],
): readonly Acknowledgement[] {
  const { entries, tagKeys } = ceilingOf(grants, configuration);
  const reasons = new Map<string, string>();
  for (const { scope, permission } of entries) {
    const objects = asNagWrites(
      objectsArn(scope.template.bucket, scopePattern(scope), '${AWS::Partition}'),
    );
    if (permission !== 'LIST' && objects.includes('*')) {
      reasons.set(
        objects,
        `${permission} on ${formatScope(scope)} is the most that sessions may get. Each session gets only its target.`,
      );
    }
  }
  if (tagKeys.length > 0) {
    reasons.set(
      '*',
      `sts:TagSession has no resource for federated users. The statement only allows the tag keys ${tagKeys.join(', ')}.`,
    );
  }
  return [...reasons].map(([resource, reason]) => ({
    configuration: configurationPath,
    rule: `AwsSolutions-IAM5[Resource::${resource}]`,
    resource: CEILING,
    reason,
  }));
}

/** cdk-nag writes `${…}` with angle brackets, for references and escaped characters alike. */
function asNagWrites(arn: string): string {
  return arn.replaceAll('${', '<').replaceAll('}', '>');
}
