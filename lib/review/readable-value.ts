import { InvalidInput } from '../../core/problems.ts';

/** What deployment fills in, by the name that the page has for it. */
const PSEUDO_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', 'ACCOUNT'],
  ['AWS::Partition', 'PARTITION'],
  ['AWS::Region', 'REGION'],
]);

/**
 * A template's value with its references as text: `BrokerUser.Arn`, `arn:PARTITION:s3:::amzn-s3-demo-bucket`.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * @param owner the logical id that a problem names
 * @throws InvalidInput for every function but Ref, Fn::GetAtt, Fn::Join and Fn::Sub, and for their rarer forms
 */
export function readableValue(value: unknown, owner: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => readableValue(item, owner));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const functionName = entries.map(([name]) => name).find(isFunction);
  if (functionName === undefined) {
    return Object.fromEntries(entries.map(([name, item]) => [name, readableValue(item, owner)]));
  }
  const text =
    entries.length === 1
      ? textOf(functionName, Reflect.get(value, functionName), owner)
      : undefined;
  if (text === undefined) {
    throw new InvalidInput([
      `${owner}: ${functionName}: is in a form that the review page cannot show`,
    ]);
  }
  return text;
}

function isFunction(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

function textOf(functionName: string, argument: unknown, owner: string): string | undefined {
  switch (functionName) {
    case 'Ref':
      return typeof argument === 'string' ? nameOf(argument) : undefined;
    case 'Fn::GetAtt':
      return isListOfTexts(argument) ? argument.join('.') : undefined;
    case 'Fn::Join':
      return joined(argument, owner);
    case 'Fn::Sub':
      return typeof argument === 'string' ? substituted(argument) : undefined;
    default:
      return undefined;
  }
}

/** @returns undefined for one of AWS's parameters that the page has no name for */
function nameOf(reference: string): string | undefined {
  return reference.startsWith('AWS::') ? PSEUDO_PARAMETERS.get(reference) : reference;
}

function joined(argument: unknown, owner: string): string | undefined {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string' || !Array.isArray(argument[1])) {
    return undefined;
  }
  const parts = argument[1].map((part) => readableValue(part, owner));
  return isListOfTexts(parts) ? parts.join(argument[0]) : undefined;
}

function substituted(text: string): string | undefined {
  const names = [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => nameOf(name));
  if (names.some((name) => name === undefined || name.startsWith('!'))) {
    return undefined;
  }
  const remaining = names.values();
  return text.replaceAll(/\$\{[^}]*\}/g, () => remaining.next().value ?? '');
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
