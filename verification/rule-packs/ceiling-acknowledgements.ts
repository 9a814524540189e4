import { formatScope } from '../../core/grants/scope.ts';
import { ceilingOf } from '../../core/policies/ceiling.ts';
import { objectsArn, scopePattern } from '../../core/policies/s3-resources.ts';
import type { Deployment } from '../../lib/deployment.ts';
import type { Acknowledgement } from './judgement.ts';

const CEILING = 'BrokerUserCeiling';

/**
 * The wildcards of the ceiling that its entries ask for, or the grants where there are none: a new grant needs no new
 * acknowledgement. They are made of the scopes, not of the compiled policy, so that one compiled too wide stays open.
 */
export function ceilingAcknowledgements(
  configurationPath: string,
  { configuration, grants }: Pick<Deployment, 'configuration' | 'grants'>,
): readonly Acknowledgement[] {
  const { entries, tagKeys } = ceilingOf(grants, configuration.ceiling);
  const reasons = new Map<string, string>();
  for (const { scope, permission } of entries) {
    const objects = asNagWrites(
      objectsArn(scope.template.bucket, scopePattern(scope), '${AWS::Partition}'),
    );
    if (permission !== 'LIST' && objects.includes('*')) {
      reasons.set(
        objects,
        `${permission} on ${formatScope(scope)} is what is to be given at most; each session gets its target alone.`,
      );
    }
  }
  if (tagKeys.length > 0) {
    reasons.set(
      '*',
      `sts:TagSession has no resource for federated users; the statement takes no tag keys but ${tagKeys.join(', ')}.`,
    );
  }
  return [...reasons].map(([resource, reason]) => ({
    configuration: configurationPath,
    rule: `AwsSolutions-IAM5[Resource::${resource}]`,
    resource: CEILING,
    reason,
  }));
}

/** cdk-nag writes `${…}` with angle brackets: references and escaped characters alike. */
function asNagWrites(arn: string): string {
  return arn.replaceAll('${', '<').replaceAll('}', '>');
}
