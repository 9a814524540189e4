import { InvalidInput, show } from '../../core/problems.ts';

/** What deployment fills in that is no resource's. */
const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::Partition',
  'AWS::Region',
]);

/** `BrokerUser`, `BrokerUser.Arn` */
const RESOURCE = /^[A-Za-z0-9]+(?:\.[A-Za-z0-9.]+)?$/;

const REFERENCE_TO_RESOURCE = /^\$\{([A-Za-z0-9]+)(?:\.Arn)?\}$/;

const SUBSTITUTION = /\$\{([^}]*)\}/g;

/** A text that a reader would take for a reference, perhaps with what follows it. IAM's `${*}`, `${?}` and `${$}` are none. */
const LIKE_REFERENCE = /\$\{(?![*?$]\})|\$$/;

/**
 * A template's value with its references as text: `${BrokerUser.Arn}`, `arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket`.
 * No text of the template itself looks like one.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * @param owner the logical id that a problem names
 * @throws InvalidInput for every function but Ref, Fn::GetAtt, Fn::Join and Fn::Sub, for their rarer forms, and for text
 *   that looks like a reference
 */
export function readableValue(value: unknown, owner: string): unknown {
  if (typeof value === 'string') {
    return literal(value, owner);
  }
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

/** As Fn::Sub has it: `${BrokerUser.Arn}`. */
export function reference(name: string): string {
  return `\${${name}}`;
}

/** @returns the logical id, where the value is a reference to a resource or its ARN and nothing else */
export function referencedId(value: unknown): string | undefined {
  return REFERENCE_TO_RESOURCE.exec(String(value))?.[1];
}

function literal(text: string, owner: string): string {
  if (LIKE_REFERENCE.test(text)) {
    throw new InvalidInput([`${owner}: ${show(text)}: looks like a reference and is none`]);
  }
  return text;
}

function isFunction(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

function textOf(functionName: string, argument: unknown, owner: string): string | undefined {
  switch (functionName) {
    case 'Ref':
      return typeof argument === 'string' ? referenceTo(argument) : undefined;
    case 'Fn::GetAtt':
      return isListOfTexts(argument) ? referenceTo(argument.join('.')) : undefined;
    case 'Fn::Join':
      return joined(argument, owner);
    case 'Fn::Sub':
      return typeof argument === 'string' ? substituted(argument, owner) : undefined;
    default:
      return undefined;
  }
}

/** @returns undefined for one of AWS's parameters that no reader of the page knows */
function referenceTo(name: string): string | undefined {
  return PSEUDO_PARAMETERS.has(name) || RESOURCE.test(name) ? reference(name) : undefined;
}

function joined(argument: unknown, owner: string): string | undefined {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string' || !Array.isArray(argument[1])) {
    return undefined;
  }
  const parts = argument[1].map((part) => readableValue(part, owner));
  return isListOfTexts(parts) ? parts.join(literal(argument[0], owner)) : undefined;
}

/** References are written here as they are on the page. */
function substituted(text: string, owner: string): string | undefined {
  const names = [...text.matchAll(SUBSTITUTION)].map(([, name = '']) => name);
  literal(text.replaceAll(SUBSTITUTION, ''), owner);
  return names.every((name) => referenceTo(name) !== undefined) ? text : undefined;
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
