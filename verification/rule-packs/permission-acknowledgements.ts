import type { Acknowledgement } from './judgement.ts';
import type { SynthesizedStack } from './synthesized-stack.ts';

/**
 * Permissions that name whom they serve by an intrinsic function. The control reads literal text and references to
 * resources of the template alone, so it takes `Fn::Join` and the account's pseudo parameter for nothing.
 */
export function permissionAcknowledgements({
  configuration,
  template,
}: Pick<SynthesizedStack, 'configuration' | 'template'>): readonly Acknowledgement[] {
  return Object.entries(template.Resources)
    .filter(
      ([, { Type, Properties }]) =>
        Type === 'AWS::Lambda::Permission' &&
        (isIntrinsic(Properties.SourceArn) || isIntrinsic(Properties.SourceAccount)),
    )
    .map(([resource]) => ({
      configuration,
      rule: 'CT.LAMBDA.PR.2',
      resource,
      reason: 'It has its SourceArn or SourceAccount, in a form that the control does not read.',
    }));
}

function isIntrinsic(value: unknown): boolean {
  return typeof value === 'object';
}
