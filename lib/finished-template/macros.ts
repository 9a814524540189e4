import { type FinishedStack, isSection, type Section, sectionOf } from './finished-stacks.ts';

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

/**
 * Adds permissions to the resources that it names by their logical ids.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/managing-permissions-connectors.html
 */
const CONNECTOR = 'AWS::Serverless::Connector';

/** A macro rewrites the template during the deployment, after this check. */
export function macroProblems({ stack, template }: FinishedStack): readonly string[] {
  const names = [
    ...[template.Transform ?? []].flat().map(nameOf),
    ...(isTransformed(template) ? ['Fn::Transform'] : []),
    ...(hasConnector(template) ? [CONNECTOR] : []),
  ];
  return names
    .filter((name) => !KNOWN.some((known) => known.test(name)))
    .map(
      (name) =>
        `${stack.node.path}: transform "${name}": can change the broker's resources after this check: ` +
        'put the broker into a stack without it',
    );
}

/** Whether a macro rewrites a part of the template. */
function isTransformed(part: unknown): boolean {
  if (Array.isArray(part)) {
    return part.some(isTransformed);
  }
  return (
    isSection(part) &&
    Object.entries(part).some(([name, value]) => name === 'Fn::Transform' || isTransformed(value))
  );
}

function hasConnector(template: Section): boolean {
  return Object.values(sectionOf(template.Resources)).some((resource) => {
    const { Type, Connectors } = sectionOf(resource);
    return Type === CONNECTOR || Connectors !== undefined;
  });
}

/** A name, or an object that has one and parameters. */
function nameOf(transform: unknown): string {
  return transform instanceof Object ? String(Reflect.get(transform, 'Name')) : String(transform);
}
