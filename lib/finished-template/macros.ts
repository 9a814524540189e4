import type { FinishedStack } from './finished-stacks.ts';

/**
 * Transforms of AWS that do not change ordinary resources.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html
 */
const KNOWN = [
  /^AWS::CodeDeployBlueGreen$/,
  /^AWS::LanguageExtensions$/,
  /^AWS::SecretsManager-/,
  /^AWS::Serverless-2016-10-31$/,
];

/** A macro rewrites the template during the deployment, after this check. */
export function macroProblems({ stack, transform, resources }: FinishedStack): readonly string[] {
  const ofTemplate = [transform ?? []].flat().map(nameOf);
  const ofResources = resources.has('Fn::Transform') ? ['Fn::Transform'] : [];
  return [...ofTemplate, ...ofResources]
    .filter((name) => !KNOWN.some((known) => known.test(name)))
    .map(
      (name) =>
        `${stack.node.path}: transform "${name}": can change the broker's resources after this check: ` +
        'put the broker into a stack without it',
    );
}

/** A name, or an object that has one and parameters. */
function nameOf(transform: unknown): string {
  return transform instanceof Object ? String(Reflect.get(transform, 'Name')) : String(transform);
}
