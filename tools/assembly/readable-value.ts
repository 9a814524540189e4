import { isDeepStrictEqual } from 'node:util';
import { InvalidInput, show } from '../../core/problems.ts';

/** References that do not name a resource of the template. */
const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::Partition',
  'AWS::Region',
]);

/** `BrokerUser`, `BrokerUser.Arn`, and for a value from another Region `ExportsReader8B249524./cdk/exports/STACK/NAME` */
const RESOURCE = /^[A-Za-z0-9]+(?:\.[A-Za-z0-9./-]+)?$/;

/**
 * Names of stacks, their outputs, exports and regions.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/outputs-section-structure.html
 */
const OUTPUT_NAME = /^[A-Za-z0-9:-]+$/;

const REFERENCE_TO_RESOURCE = /^\$\{([A-Za-z0-9]+)(?:\.Arn)?\}$/;

const SUBSTITUTION = /\$\{([^}]*)\}/g;

/** Text that a reader would take for a reference, or for the start of one. IAM's `${*}`, `${?}` and `${$}` are not references. */
const LIKE_REFERENCE = /\$\{(?![*?$]\})|\$$/;

/**
 * Writes the references in a template's value as text: `${BrokerUser.Arn}`, `arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket`. An
 * output of another stack is written as `${output:STACK.OUTPUT}` or `${output:REGION:STACK.OUTPUT}`, and an export as
 * `${export:NAME}`. Literal text that looks like a reference is refused.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * @param owner the logical id that a problem names
 * @throws InvalidInput for a function other than Ref, Fn::GetAtt, Fn::GetStackOutput, Fn::ImportValue, Fn::Join and Fn::Sub, for
 *   their rarer forms, and for text that looks like a reference
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
      `${owner}: ${functionName}: the review page cannot show this function in this form`,
    ]);
  }
  return text;
}

/** In the notation of Fn::Sub: `${BrokerUser.Arn}`. */
export function reference(name: string): string {
  return `\${${name}}`;
}

/** @returns the logical id if the value is only a reference to a resource or to its ARN */
export function referencedId(value: unknown): string | undefined {
  return REFERENCE_TO_RESOURCE.exec(String(value))?.[1];
}

function literal(text: string, owner: string): string {
  if (LIKE_REFERENCE.test(text)) {
    throw new InvalidInput([
      `${owner}: ${show(text)}: is literal text that looks like a reference`,
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
      return typeof argument === 'string' ? referenceTo(argument) : undefined;
    case 'Fn::GetAtt':
      return isListOfTexts(argument) ? referenceTo(argument.join('.')) : undefined;
    case 'Fn::ImportValue':
      return isOutputName(argument) ? reference(`export:${argument}`) : undefined;
    case 'Fn::GetStackOutput':
      return stackOutput({ ...Object(argument) });
    case 'Fn::Join':
      return joined(argument, owner);
    case 'Fn::Sub':
      return typeof argument === 'string' ? substituted(argument, owner) : undefined;
    default:
      return undefined;
  }
}

/** @returns undefined for any other pseudo parameter */
function referenceTo(name: string): string | undefined {
  return PSEUDO_PARAMETERS.has(name) || RESOURCE.test(name) ? reference(name) : undefined;
}

/** Refuses an output of another account, because reading such an output needs a role. */
function stackOutput(argument: Readonly<Record<string, unknown>>): string | undefined {
  const { StackName, OutputName, Region = { Ref: 'AWS::Region' }, ...more } = argument;
  const isHere = isDeepStrictEqual(Region, { Ref: 'AWS::Region' });
  if (
    !isOutputName(StackName) ||
    !isOutputName(OutputName) ||
    !(isHere || isOutputName(Region)) ||
    Object.keys(more).length > 0
  ) {
    return undefined;
  }
  return reference(`output:${isHere ? '' : `${Region}:`}${StackName}.${OutputName}`);
}

function isOutputName(name: unknown): name is string {
  return typeof name === 'string' && OUTPUT_NAME.test(name);
}

function joined(argument: unknown, owner: string): string | undefined {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string' || !Array.isArray(argument[1])) {
    return undefined;
  }
  const parts = argument[1].map((part) => readableValue(part, owner));
  return isListOfTexts(parts) ? parts.join(literal(argument[0], owner)) : undefined;
}

/** The review page uses the same notation, so this function returns the text unchanged. */
function substituted(text: string, owner: string): string | undefined {
  const names = [...text.matchAll(SUBSTITUTION)].map(([, name = '']) => name);
  literal(text.replaceAll(SUBSTITUTION, ''), owner);
  return names.every((name) => referenceTo(name) !== undefined) ? text : undefined;
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
