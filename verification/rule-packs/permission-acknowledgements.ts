import type { Acknowledgement } from './judgement.ts';
import type { SynthesizedStack } from './synthesized-stack.ts';

/**
 * Acknowledges permissions whose source is an intrinsic function. The control only reads literal text and references to
 * resources of the template. It ignores `Fn::Join` and the pseudo parameter of the account.
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
      reason: 'It has a SourceArn or SourceAccount, in a form that the control does not read.',
    }));
}

function isIntrinsic(value: unknown): boolean {
  return typeof value === 'object';
}
